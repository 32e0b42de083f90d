/** Changing a VM. */
export const edit = {
  title: (name: string) => `Edit ${name}`,
  description: 'Description',
  running: 'It is running: some changes take hold at its next start. You will be told which.',
  submit: 'Save',
  submitting: 'Saving…',
  unchanged: 'Nothing is changed',
  conflict: 'It was changed meanwhile',
  conflictBody:
    'Somebody or something else changed this VM after you opened this dialog. Your own changes are kept below. Fields that differ now are marked.',
  conflictNow: (value: string) => `Now: ${value}`,
  saveOver: 'Save my changes',
  doneNow: 'Saved and in force',
  doneNextStart: 'Saved; in part from the next start',
  doneNothing: 'Nothing had to be changed',
};
