import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { VM } from '@/api/types';
import { Button } from '@/components/Button';
import { Card, Facts } from '@/components/Facts';
import { formatBytes } from '@/lib/format';
import { text } from '@/text';
import { hardwareText } from '@/text/hardware';
import { useMayChange } from '../../session/hooks';
import { formatCells, formatPins } from './lines';

const t = hardwareText;
const load = () => import('./dialogs');
const CPUDialog = lazy(() => load().then((all) => ({ default: all.CPUDialog })));
const DevicesDialog = lazy(() => load().then((all) => ({ default: all.DevicesDialog })));
const BootDialog = lazy(() => load().then((all) => ({ default: all.BootDialog })));
const TuningDialog = lazy(() => load().then((all) => ({ default: all.TuningDialog })));
const HostDevicesDialog = lazy(() => load().then((all) => ({ default: all.HostDevicesDialog })));

interface CardProps {
  vm: VM;
}

interface ChangeableProps {
  title: string;
  /** The dialog that changes what the card shows. */
  dialog: (onClose: () => void) => ReactNode;
  children: ReactNode;
}

/** A card with a button that opens its dialog. */
function Changeable({ title, dialog, children }: ChangeableProps) {
  const [open, setOpen] = useState(false);
  return (
    <Card
      aside={
        useMayChange() && (
          <Button
            aria-label={t.changeOf(title)}
            icon="edit"
            kind="quiet"
            onClick={() => setOpen(true)}
            size="small"
          >
            {t.change}
          </Button>
        )
      }
      title={title}
    >
      {children}
      {open && <Suspense>{dialog(() => setOpen(false))}</Suspense>}
    </Card>
  );
}

export function CPUCard({ vm }: CardProps) {
  const { maxVcpus, maxMemoryBytes, topology } = vm.hardware ?? {};
  const grows = (now: string, more: boolean, max: string) => (more ? `${now}, ${t.cpu.max(max)}` : now);
  return (
    <Changeable dialog={(onClose) => <CPUDialog onClose={onClose} vm={vm} />} title={t.cpu.title}>
      <Facts
        facts={[
          [t.cpu.vcpus, grows(String(vm.vcpus), (maxVcpus ?? 0) > vm.vcpus, String(maxVcpus))],
          [
            t.cpu.memory,
            grows(
              formatBytes(vm.memoryBytes),
              (maxMemoryBytes ?? 0) > vm.memoryBytes,
              formatBytes(maxMemoryBytes ?? 0),
            ),
          ],
          [
            t.cpu.topology,
            topology
              ? t.cpu.topologyWords(topology.sockets, topology.cores, topology.threads)
              : t.cpu.eachSocket,
          ],
          [t.cpu.model, vm.cpuModel],
        ]}
      />
    </Changeable>
  );
}

export function DevicesCard({ vm }: CardProps) {
  const { watchdog, tpm, video } = vm.hardware ?? {};
  return (
    <Changeable dialog={(onClose) => <DevicesDialog onClose={onClose} vm={vm} />} title={t.devices.title}>
      <Facts
        facts={[
          [t.devices.video, video?.model ?? t.none],
          [t.devices.tpm, tpm ? [tpm.model, tpm.version].filter(Boolean).join(' ') : t.none],
          [
            t.devices.watchdog,
            watchdog
              ? [watchdog.model, watchdog.action && t.devices.actions[watchdog.action]]
                  .filter(Boolean)
                  .join(': ')
              : t.none,
          ],
        ]}
      />
    </Changeable>
  );
}

export function BootCard({ vm }: CardProps) {
  const { bootOrder, secureBoot } = vm.hardware ?? {};
  return (
    <Changeable dialog={(onClose) => <BootDialog onClose={onClose} vm={vm} />} title={t.boot.title}>
      <Facts
        facts={[
          [t.boot.order, bootOrder?.length ? bootOrder.join(', ') : t.boot.orderDefault],
          [t.boot.firmware, t.boot.firmwares[vm.firmware]],
          [t.boot.secureBoot, vm.firmware === 'uefi' ? (secureBoot ? text.yes : text.no) : undefined],
        ]}
      />
    </Changeable>
  );
}

export function TuningCard({ vm }: CardProps) {
  const { cpuPins, emulatorCpus, numa, guestNuma, hugePageBytes } = vm.hardware ?? {};
  return (
    <Changeable dialog={(onClose) => <TuningDialog onClose={onClose} vm={vm} />} title={t.tuning.title}>
      <Facts
        facts={[
          [
            t.tuning.pins,
            cpuPins?.length ? <Lines key="pins" lines={formatPins(cpuPins)} /> : t.tuning.anywhere,
          ],
          [t.tuning.emulator, emulatorCpus || t.tuning.anywhere],
          [
            t.tuning.numa,
            numa ? [t.tuning.numaModes[numa.mode], numa.nodes].filter(Boolean).join(': ') : t.any,
          ],
          [
            t.tuning.guestNuma,
            guestNuma?.length ? <Lines key="cells" lines={formatCells(guestNuma)} /> : t.none,
          ],
          [t.tuning.hugePages, hugePageBytes ? formatBytes(hugePageBytes) : t.tuning.noHugePages],
        ]}
      />
    </Changeable>
  );
}

const Lines = ({ lines }: { lines: string }) => (
  <span className="whitespace-pre-line tabular-nums">{lines}</span>
);

export function HostCard({ vm }: CardProps) {
  const given = vm.hardware?.hostDevices ?? [];
  return (
    <Changeable dialog={(onClose) => <HostDevicesDialog onClose={onClose} vm={vm} />} title={t.host.title}>
      <p className="px-4 py-3 text-[13px]">
        {given.length === 0 ? <span className="text-muted">{t.host.noneGiven}</span> : given.join(', ')}
      </p>
    </Changeable>
  );
}
