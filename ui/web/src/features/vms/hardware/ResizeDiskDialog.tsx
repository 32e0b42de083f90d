import { useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { findVolume } from '@/api/storage';
import { Loading } from '@/components/Blank';
import { Dialog, DialogBody } from '@/components/Dialog';
import { Problem } from '@/components/Problem';
import { hardwareText } from '@/text/hardware';
import { storageText } from '@/text/storage';
import { ResizeDialog } from '../../storage/VolumeDialogs';
import type { DiskDialogProps } from './DiskDialogs';

/** Resizes the volume that a disk is on. */
export function ResizeDiskDialog({ disk, onClose }: DiskDialogProps) {
  const { data, error, isPending } = useQuery({
    queryKey: keys.things('volume', 'of', disk.source, disk.pool, disk.volume),
    queryFn: ({ signal }) => findVolume(disk, signal),
  });
  if (data) return <ResizeDialog onClose={onClose} volume={data} />;
  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={storageText.resizeTitle(disk.device)}>
      <DialogBody className="pb-5">
        {isPending && <Loading />}
        <Problem error={error} />
        {data === null && <p>{hardwareText.disks.noVolume}</p>}
      </DialogBody>
    </Dialog>
  );
}
