/** The serial console. */
export const console = {
  title: 'Serial console',
  connecting: 'Connecting…',
  connected: 'Connected',
  off: 'The VM is off. The console connects when it starts.',
  start: 'Start',
  none: 'This VM has no serial console that can be shown',
  why: {
    closed: 'The console has ended',
    taken: 'Another program holds this console',
    refused: 'No connection; another program may hold this console',
    none: 'No connection',
  },
  takeOver: 'Take it over',
  takeOverHint: 'The other program, such as virsh console, is cut off.',
  reconnect: 'Connect again',
  reconnecting: (seconds: number) => `Connecting again in ${seconds} s…`,
  hint: 'Click and type. Nothing printed? Press Enter.',
  about: 'This is the serial console. A system that draws on the screen is seen under Screen.',
  /** Why nothing is printed, in states that have a console and do not run. */
  still: {
    paused: 'The VM is paused: it prints nothing and hears nothing until it is resumed.',
    pmsuspended: 'The VM is asleep: it prints nothing until it is resumed.',
    crashed: 'The VM has crashed: nothing more will be printed.',
  } as Record<string, string>,
  clear: 'Clear',
  keys: 'Send a key',
  screenReader: 'Serial console of the virtual machine',
  readOnly: 'You may watch, but not type',
};
