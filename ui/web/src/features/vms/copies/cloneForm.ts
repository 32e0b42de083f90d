import type { CloneVM, VM } from '@/api/types';

/** The clone dialog's fields, as they are typed. */
export interface CloneForm {
  name: string;
  kind: 'full' | 'linked';
  /** Empty for the pool of each original disk. */
  pool: string;
  /** Whether cloud-init makes the guest another one. */
  newIdentity: boolean;
  hostname: string;
  user: string;
  sshKeys: string;
  start: boolean;
}

/** Fields of the request that the dialog has an input for. */
export const cloneFields = [
  'name',
  'linked',
  'pool',
  'cloudInit.hostname',
  'cloudInit.user',
  'cloudInit.sshKeys',
  'cloudInit.sshKeys[0]',
] as const;

/** What a clone begins with: of a template a linked one, which is what templates are for. */
export const newClone = (vm: Pick<VM, 'name' | 'template'>): CloneForm => ({
  name: `${vm.name}-clone`.slice(-64),
  kind: vm.template ? 'linked' : 'full',
  pool: '',
  newIdentity: false,
  hostname: '',
  user: '',
  sshKeys: '',
  start: false,
});

/** The request that the form stands for. */
export function toCloneRequest(form: CloneForm): CloneVM {
  return {
    name: form.name.trim(),
    ...(form.kind === 'linked' && { linked: true }),
    ...(form.pool && { pool: form.pool }),
    ...(form.newIdentity && { cloudInit: identity(form) }),
    ...(form.start && { start: true }),
  };
}

function identity({ hostname, user, sshKeys }: CloneForm): NonNullable<CloneVM['cloudInit']> {
  const keys = sshKeys
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return {
    ...(hostname.trim() && { hostname: hostname.trim() }),
    ...(user.trim() && { user: user.trim() }),
    ...(keys.length > 0 && { sshKeys: keys }),
  };
}

/** What of the original's the guest keeps: with cloud-init only its machine-id. */
export const cloneNote = ({ newIdentity }: CloneForm) => (newIdentity ? 'machineID' : 'same');
