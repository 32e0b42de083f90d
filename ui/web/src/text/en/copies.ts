/** Clones, templates, export and import of VMs. */
export const copies = {
  optional: 'optional',
  /** The entries of a VM's menu. */
  menu: {
    clone: 'Clone…',
    template: 'Make it a template…',
    untemplate: 'Make it a VM again…',
    export: 'Export…',
  },
  templateBadge: 'Template',
  templateHint: 'A template is made to be cloned: it cannot be started',
  templateOff: 'This is a template. It cannot be started; make a VM of it by cloning.',
  needsOff: 'The VM is not off. Shut it down first: a disk in use cannot be copied as a whole.',
  shutdown: 'Shut down',

  clone: {
    title: (name: string) => `Clone ${name}`,
    action: 'Clone',
    name: 'Name of the new VM',
    kind: 'Disks',
    kinds: {
      full: 'Copies: the new VM stands alone',
      linked: 'Linked: made at once and small, and needs this template',
    },
    fullOnly: 'Linked clones are made of templates only.',
    pool: 'Pool',
    poolSame: 'That of each disk',
    identity: 'Give the guest a name and keys of its own (cloud-init)',
    identityHint: 'At its next boot. The guest needs cloud-init.',
    hostname: 'Host name',
    hostnameHint: 'Left empty, it is the name of the VM.',
    user: 'User',
    userHint: 'Left empty, the keys are for the distribution’s own user.',
    sshKeys: 'SSH public keys',
    sshKeysHint: 'One in each line.',
    start: 'Start it when it is made',
    /** What the guest has of the original's; with cloud-init it is less. */
    note: {
      same: 'Inside, the clone is the original: the same host name, machine-id, SSH host keys, and fixed addresses if it has any. Before both run in one network, give it cloud-init, or remove them in the original’s guest.',
      machineID:
        'The clone keeps the original’s machine-id. DHCP servers may take the two for one: empty /etc/machine-id in the original before it is cloned.',
    },
  },

  template: {
    make: {
      title: (name: string) => `Make ${name} a template?`,
      body: 'It cannot be started any more, so that its disks stay as they are. VMs are made of it by cloning, also as linked clones, which take little time and space. It can be made a VM again while no linked clone lies on its disks.',
      action: 'Make template',
    },
    undo: {
      title: (name: string) => `Make ${name} a VM again?`,
      body: 'It can be started again. That is refused while linked clones lie on its disks.',
      action: 'Make it a VM',
    },
  },

  export: {
    title: (name: string) => `Export ${name}`,
    intro: (file: string) =>
      `The VM is written into one file, ${file}: its description (OVF 2.0), its disks as qcow2, and checksums. NovaCron and other programs import it again.`,
    warnings: 'Before you keep it',
    action: 'Download',
    progress:
      'It is made while your browser saves it: you can leave this page. Canceling the operation, or the download, ends both.',
    failed: 'Export',
  },

  import: {
    button: 'Import',
    title: 'Import a VM',
    intro: 'An OVA file: one that NovaCron exported, or another maker’s, such as VMware’s.',
    from: 'From',
    fromFile: 'A file of this computer',
    fromVolume: 'A volume of the pool',
    file: 'File',
    fileHint: 'It is sent in pieces; when the connection breaks, the upload goes on where it was.',
    volume: 'Volume',
    volumeHint: 'Its name in the pool, such as web-1.ova.',
    name: 'Name of the VM',
    nameHint: 'Left empty, it is the name in the file.',
    pool: 'Pool',
    poolHint:
      'For the file and the disks. The file is deleted when the VM is made; after a failure it stays here.',
    network: 'Network',
    networkHint:
      'For all its interfaces. Left empty, the network of the name in the file, else the default one.',
    start: 'Start it when it is made',
    submit: 'Import',
    uploading: (percent: number) => `Uploading… ${percent} %`,
    examining: 'Reading the file…',
    keepOpen: 'Keep this page open until the upload is over.',
  },
} as const;
