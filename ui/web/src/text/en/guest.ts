/** What a guest says of itself through its agent. */
export const guest = {
  off: 'The VM is off. Its guest is asked when it runs.',
  start: 'Start',
  still: 'The VM does not run: its guest cannot answer until it is resumed.',
  word: 'System, file systems and users are the guest’s word.',
  refresh: 'Ask again',
  optional: 'optional',

  none: 'The guest’s agent does not answer',
  howTitle: 'How to get an answer',
  how: {
    /** No agent answers: it is not installed, does not run, or the guest boots. */
    unavailable: [
      {
        system: 'Debian, Ubuntu',
        command: 'apt install qemu-guest-agent && systemctl start qemu-guest-agent',
      },
      {
        system: 'Fedora, RHEL, openSUSE',
        command: 'dnf install qemu-guest-agent && systemctl enable --now qemu-guest-agent',
      },
      { system: 'Alpine', command: 'apk add qemu-guest-agent && rc-service qemu-guest-agent start' },
    ],
    windows: 'Windows: install the guest agent from the virtio-win CD.',
    cloudInit: 'A new VM gets it by cloud-init with the package qemu-guest-agent.',
    retry: 'It is asked again by itself.',
    /** The VM has no line to an agent. */
    unsupported:
      'This VM was made without a line to an agent. Add it with virsh edit, below devices, and start the VM anew:',
    channel: '<channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>',
  },

  system: 'System',
  hostname: 'Host name',
  os: 'Operating system',
  kernel: 'Kernel',
  machine: 'Architecture',
  agent: 'Agent',
  agentAnswers: (version: string) => (version ? `answers, version ${version}` : 'answers'),

  filesystems: 'File systems',
  noFilesystems: 'The guest names no file system',
  columns: { mountpoint: 'Mounted at', type: 'Kind', use: 'In use', device: 'On' },
  used: (used: string, total: string) => `${used} of ${total}`,
  fillOf: (mountpoint: string) => `In use at ${mountpoint}`,
  notKnown: 'not known',

  users: 'Logged in',
  noUsers: 'Nobody is logged in',
  since: 'since',

  addresses: 'Addresses',
  noAddresses: 'No address is known',
  source: { agent: 'says the guest', lease: 'from DHCP', arp: 'seen in the host’s network' },

  frozen:
    'The file systems are frozen: the guest writes nothing until they are thawed, and says little else.',
  freeze: 'Freeze file systems…',
  freezeTitle: (name: string) => `Freeze the file systems of ${name}?`,
  freezeBody:
    'The guest writes what it holds to its disks and stops writing, so that they can be copied from outside. Programs that write stand still. A snapshot does this by itself.',
  freezeSeconds: 'Thaw by itself after',
  seconds: (n: number) => (n < 60 ? `${n} seconds` : n === 60 ? '1 minute' : `${n / 60} minutes`),
  freezeAction: 'Freeze',
  thaw: 'Thaw',

  password: 'Set password…',
  passwordTitle: (name: string) => `Set a password in ${name}`,
  passwordHint: 'It is set in the guest and kept nowhere else.',
  user: 'Account',
  userHint: 'It must exist in the guest.',
  newPassword: 'New password',
  crypted: 'It is a hash, as in /etc/shadow',
  setPassword: 'Set password',
  passwordSet: (user: string) => `The password of ${user} is set.`,

  exec: 'Run a command…',
  execTitle: (name: string) => `Run a command in ${name}`,
  execHint:
    'It runs as root in the guest. What it is told and says is kept nowhere; the audit has that there was one.',
  command: 'Command',
  commandHint: 'Words are split at spaces; quotes keep them together.',
  shell: 'Let /bin/sh read it',
  shellHint: 'For pipes, variables and several commands.',
  input: 'What it reads',
  timeout: 'Ends after',
  run: 'Run',
  running: 'Runs…',
  unbalanced: 'has a quote without its end',
  exit: (code: number) => `Exit status ${code}`,
  signal: (number: number) => `Ended by signal ${number}`,
  output: 'Standard output',
  error: 'Standard error',
  nothing: 'Nothing',
  truncated: 'There was more output than the server keeps (1 MiB of each).',
  cut: (shown: string, all: string) => `The last ${shown} of ${all} are shown.`,
  copyAll: 'Copy all of it',
  cannot: 'The agent’s configuration forbids this',
} as const;
