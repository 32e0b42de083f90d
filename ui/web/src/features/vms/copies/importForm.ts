import type { ImportVM } from '@/api/types';

/** The import dialog's fields, as they are typed. */
export interface ImportForm {
  from: 'file' | 'volume';
  file: File | undefined;
  volume: string;
  name: string;
  pool: string;
  network: string;
  start: boolean;
}

export const emptyImport: ImportForm = {
  from: 'file',
  file: undefined,
  volume: '',
  name: '',
  pool: 'default',
  network: '',
  start: false,
};

/** Fields of the request that the dialog has an input for. */
export const importFields = ['sourceVolume', 'sourcePool', 'name', 'pool', 'network'] as const;

export const isReady = ({ from, file, volume, pool }: ImportForm) =>
  pool.trim() !== '' && (from === 'file' ? file !== undefined : volume.trim() !== '');

/** The request for an archive that lies in the pool; what was uploaded for it goes with it. */
export function toImportRequest(form: ImportForm, volume: string): ImportVM {
  const pool = form.pool.trim();
  return {
    sourcePool: pool,
    sourceVolume: volume,
    pool,
    ...(form.name.trim() && { name: form.name.trim() }),
    ...(form.network.trim() && { network: form.network.trim() }),
    ...(form.from === 'file' && { deleteSource: true }),
    ...(form.start && { start: true }),
  };
}
