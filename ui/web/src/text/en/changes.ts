/** What an operation changes. */
export const changes = {
  now: 'now',
  next_start: 'next start',
  title: 'Waiting for the next start',
  hint: 'A reboot inside the guest is not enough: shut it down and start it again.',
  fromTo: (from: string, to: string) => `${from} → ${to}`,
  fields: {
    title: 'Title',
    description: 'Description',
    labels: 'Labels',
    vcpus: 'vCPUs',
    memoryBytes: 'Memory',
    autostart: 'Autostart',
    name: 'Name',
    state: 'State',
  } as Record<string, string>,
};
