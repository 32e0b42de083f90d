import type { VM, VMState } from '@/api/types';
import type { PowerVerb } from '@/api/vms';
import type { IconName } from '@/components/Icon';

/** In which states each verb can be asked for; the server has the last word. */
const allowed: Record<PowerVerb, readonly VMState[]> = {
  start: ['shutoff'],
  resume: ['paused', 'pmsuspended'],
  shutdown: ['running'],
  reboot: ['running'],
  pause: ['running'],
  save: ['running', 'paused'],
  restore: [], // start does it
  reset: ['running', 'paused'],
  poweroff: ['running', 'paused', 'pmsuspended', 'crashed'],
};

/** In the order of a menu. */
const order = ['start', 'resume', 'shutdown', 'reboot', 'pause', 'save', 'reset', 'poweroff'] as const;

export const verbIcons: Record<PowerVerb, IconName> = {
  start: 'play',
  resume: 'play',
  shutdown: 'power',
  reboot: 'reboot',
  pause: 'pause',
  save: 'save',
  restore: 'play',
  reset: 'reset',
  poweroff: 'stop',
};

/** Verbs after which what the guest did not write is lost. */
export const destructive: ReadonlySet<string> = new Set(['poweroff', 'reset', 'startFresh']);

/** Verbs that are confirmed first: those, and what ends the guest's services. */
export const confirmed: ReadonlySet<string> = new Set([...destructive, 'shutdown']);

/** What can be done to a VM's power now; a template is not started. */
export function verbsOf(vm: Pick<VM, 'state' | 'template'>): PowerVerb[] {
  return order.filter((verb) => allowed[verb].includes(vm.state) && !(verb === 'start' && vm.template));
}

/** The verb that most people want now: it has a button of its own. */
export function mainVerb(vm: Pick<VM, 'state' | 'template'>): PowerVerb | undefined {
  return verbsOf(vm)[0];
}

export const isActive = ({ state }: Pick<VM, 'state'>) =>
  state === 'running' || state === 'paused' || state === 'pmsuspended' || state === 'crashed';
