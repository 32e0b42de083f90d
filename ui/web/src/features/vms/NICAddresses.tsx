import type { NIC } from '@/api/types';
import { vmText } from '@/text/vm';

/** The addresses of an interface, and how each is known. */
export function NICAddresses({ nic }: { nic: NIC }) {
  return nic.addresses?.map(({ address, prefix, source }) => (
    <p className="break-all text-muted text-xs tabular-nums" key={address}>
      <span className="text-text">{prefix ? `${address}/${prefix}` : address}</span> ·{' '}
      {vmText.addressSource[source]}
    </p>
  ));
}
