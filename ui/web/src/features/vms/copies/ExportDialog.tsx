import { useQuery } from '@tanstack/react-query';
import { checkExport, exportsOf, exportURL, findExport } from '@/api/copies';
import type { VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Loading } from '@/components/Blank';
import { FormDialog } from '@/components/FormDialog';
import { sentence } from '@/components/Problem';
import { toastError, toastOperation } from '@/state/toasts';
import { copiesText } from '@/text/copies';
import { isActive } from '../verbs';
import { NeedsOff } from './NeedsOff';

const t = copiesText.export;

/** Says what the file will have and what not, and hands it to the browser's own download. */
export function ExportDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const off = !isActive(vm);
  // What was found is true for this state of the VM only, and never kept.
  const { data, error, isFetching } = useQuery({
    queryKey: ['export', vm.id, vm.revision],
    queryFn: ({ signal }) => checkExport(vm.id, signal),
    enabled: off,
    gcTime: 0,
    retry: false,
  });
  return (
    <FormDialog
      action={t.action}
      busy={isFetching}
      description={t.intro(`${vm.name}.ova`)}
      error={off ? error : undefined}
      onClose={onClose}
      onSubmit={() => {
        void download(vm);
        onClose();
      }}
      ready={off && data !== undefined}
      title={t.title(vm.name)}
    >
      {!off && <NeedsOff vm={vm} />}
      {off && !data && !error && <Loading />}
      {data?.warnings && data.warnings.length > 0 && (
        <Banner as="box" icon="info" tone="info">
          <p className="font-medium">{t.warnings}</p>
          <ul className="mt-1 list-disc space-y-1 pl-4">
            {data.warnings.map((warning) => (
              <li key={warning}>{sentence(warning)}</li>
            ))}
          </ul>
        </Banner>
      )}
      {data && <p className="text-muted text-xs">{t.progress}</p>}
    </FormDialog>
  );
}

/** Begins the download, and shows the operation that makes the file. */
async function download(vm: VM) {
  try {
    const before = await exportsOf(vm.id);
    const link = document.createElement('a');
    link.href = exportURL(vm.id);
    link.download = `${vm.name}.ova`;
    link.click();
    const operation = await findExport(vm.id, before);
    if (operation) toastOperation(operation);
  } catch (error) {
    toastError(t.failed, error);
  }
}
