import type { Firewall, Rule } from '@/api/types';
import { hardwareText } from '@/text/hardware';

const t = hardwareText.firewall;

type Policy = 'accept' | 'drop';

/** A rule as it is typed, with a name that lists need. */
export interface RuleForm {
  key: number;
  action: Rule['action'];
  direction: Rule['direction'];
  protocol: NonNullable<Rule['protocol']>;
  ports: string;
  cidr: string;
  comment: string;
}

/** The firewall's fields, as they are typed. */
export interface FirewallForm {
  antiSpoofing: boolean;
  addresses: string;
  learn: 'dhcp' | 'any';
  inbound: Policy;
  outbound: Policy;
  rules: RuleForm[];
}

/** A firewall as the form shows it; of none, what a new one begins with. */
export const formOf = (firewall: Firewall | undefined): FirewallForm => ({
  antiSpoofing: firewall?.antiSpoofing ?? true,
  addresses: firewall?.addresses?.join(', ') ?? '',
  learn: firewall?.learn ?? 'dhcp',
  inbound: firewall?.inbound ?? 'accept',
  outbound: firewall?.outbound ?? 'accept',
  rules: (firewall?.rules ?? []).map((rule, key) => ({
    key,
    action: rule.action,
    direction: rule.direction,
    protocol: rule.protocol ?? 'any',
    ports: rule.ports ?? '',
    cidr: rule.cidr ?? '',
    comment: rule.comment ?? '',
  })),
});

/** What rules a person often wants. */
export const presets = {
  ssh: { protocol: 'tcp', ports: '22', comment: 'SSH' },
  web: { protocol: 'tcp', ports: '80,443', comment: 'web' },
  ping: { protocol: 'icmp', ports: '', comment: 'ping' },
  other: { protocol: 'tcp', ports: '', comment: '' },
} as const;

/** The form with one rule more, at the end. */
export function withRule(form: FirewallForm, preset: keyof typeof presets): FirewallForm {
  const key = Math.max(-1, ...form.rules.map((rule) => rule.key)) + 1;
  const rule: RuleForm = { key, action: 'accept', direction: 'in', cidr: '', ...presets[preset] };
  return { ...form, rules: [...form.rules, rule] };
}

/** Only these tell ports apart. */
export const hasPorts = (protocol: RuleForm['protocol']) => /^(tcp|udp|sctp)$/.test(protocol);

/** The firewall that the form asks for. */
export function toFirewall(form: FirewallForm): Firewall {
  const addresses = form.addresses.split(/[\s,]+/).filter(Boolean);
  return {
    antiSpoofing: form.antiSpoofing,
    ...(addresses.length > 0 && { addresses }),
    ...(form.antiSpoofing && addresses.length === 0 && { learn: form.learn }),
    inbound: form.inbound,
    outbound: form.outbound,
    rules: form.rules.map(toRule),
  };
}

function toRule({ action, direction, protocol, ports, cidr, comment }: RuleForm): Rule {
  const typed = ports.replace(/\s+/g, '');
  return {
    action,
    direction,
    protocol,
    ...(hasPorts(protocol) && typed && { ports: typed }),
    ...(cidr.trim() && { cidr: cidr.trim() }),
    ...(comment.trim() && { comment: comment.trim() }),
  };
}

/** A rule in words: "Accept TCP 80,443 to the guest, from 10.0.0.0/8". */
export function ruleWords({ action, direction, protocol, ports, cidr }: RuleForm): string {
  const side = cidr.trim() && (direction === 'in' ? t.from(cidr.trim()) : t.to(cidr.trim()));
  return t.words(
    t.actions[action],
    t.protocols[protocol],
    hasPorts(protocol) ? ports.trim() : '',
    t.directions[direction],
    side,
  );
}
