/** What is asked before something that loses data or stops services. */
export const confirm = {
  shutdown: {
    title: (name: string) => `Shut down ${name}?`,
    body: 'The guest is asked to stop. Its services end, until it is started again.',
    action: 'Shut down',
  },
  poweroff: {
    title: (name: string) => `Power off ${name}?`,
    body: 'This pulls the plug. What the guest has not written to disk is lost. Shut down asks the guest instead.',
    action: 'Power off',
  },
  reset: {
    title: (name: string) => `Reset ${name}?`,
    body: 'This presses the reset button. What the guest has not written to disk is lost. Reboot asks the guest instead.',
    action: 'Reset',
  },
  startFresh: {
    title: (name: string) => `Start ${name} without its saved memory?`,
    body: 'The saved memory is thrown away and the guest boots as after a power cut.',
    action: 'Start afresh',
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    body: 'The virtual machine goes away for good. This cannot be undone.',
    active: 'It is active now. It will be powered off first, and what the guest has not written is lost.',
    volumes: 'Also delete its disks',
    volumesHint: 'Only volumes in storage pools that no other VM uses. CD-ROMs and other files stay.',
    keepVolumes: 'Its disks stay on the host.',
    type: (name: string) => `Type ${name} to confirm`,
    action: 'Delete',
  },
};
