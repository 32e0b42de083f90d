import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/client';
import { keys } from '@/api/keys';
import type { Identity, Image } from '@/api/types';
import { Problem } from '@/components/Problem';
import { CreateDialog } from '@/features/vms/CreateDialog';
import { DeleteDialog } from '@/features/vms/DeleteDialog';
import { EditDialog } from '@/features/vms/EditDialog';
import { toasts } from '@/state/toasts';
import { anImage, anOperation, aVM } from './fixtures';

interface Sent {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

const sent: Sent[] = [];
let answers: { status: number; body: unknown }[] = [];
/** What the dialog reads for its choices. */
let images: Image[] = [];

beforeEach(() => {
  sent.length = 0;
  images = [];
  toasts.set([]);
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path.startsWith('/api/v1/images?'))
      return Promise.resolve(json(200, { items: images, total: images.length }));
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    sent.push({ method: String(init.method), path, headers: new Headers(init.headers), body });
    const answer = answers.shift() ?? { status: 500, body: {} };
    return Promise.resolve(json(answer.status, answer.body));
  });
});
afterEach(() => vi.unstubAllGlobals());

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

function show(node: ReactNode, role: Identity['role'] = 'administrator') {
  const queries = new QueryClient();
  queries.setQueryData<Identity>(keys.me, { kind: 'user', name: 'admin', role });
  return render(<QueryClientProvider client={queries}>{node}</QueryClientProvider>);
}

it('shows what the server finds wrong at its field, and creates once that is mended', async () => {
  const user = userEvent.setup();
  const onClose = vi.fn();
  answers = [
    {
      status: 409,
      body: { code: 'conflict', detail: 'name taken', fields: [{ name: 'name', detail: 'is taken' }] },
    },
    { status: 202, body: anOperation({ kind: 'vm.create' }) },
  ];
  show(<CreateDialog onClose={onClose} />);

  await user.type(screen.getByLabelText('Name'), 'web-1');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  const input = await screen.findByRole('textbox', { name: 'Name', description: 'Name is taken.' });
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(onClose).not.toHaveBeenCalled();

  await user.type(input, '0');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(sent[1]).toMatchObject({
    method: 'POST',
    path: '/api/v1/vms',
    body: { name: 'web-10' },
  });
  expect(sent[0]?.headers.get('Idempotency-Key')).not.toBe(sent[1]?.headers.get('Idempotency-Key'));
  expect(toasts.get()[0]?.operation?.kind).toBe('vm.create');
});

it('sends the same request again under the same key', async () => {
  const user = userEvent.setup();
  answers = [
    { status: 503, body: { code: 'unavailable', detail: 'the hypervisor does not answer' } },
    { status: 202, body: anOperation() },
  ];
  show(<CreateDialog onClose={() => {}} />);
  await user.type(screen.getByLabelText('Name'), 'web-1');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await screen.findByText('The hypervisor does not answer.');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[0]?.headers.get('Idempotency-Key')).toBe(sent[1]?.headers.get('Idempotency-Key'));
});

it('installs from an ISO: a CD-ROM first, then a new disk, and started', async () => {
  const user = userEvent.setup();
  answers = [
    {
      status: 400,
      body: {
        code: 'invalid',
        detail: 'a field cannot be used',
        fields: [{ name: 'disks[1].source', detail: 'there is no file /iso/debian.iso' }],
      },
    },
  ];
  show(<CreateDialog onClose={() => {}} />);
  await user.type(screen.getByLabelText('Name'), 'web-1');
  const start = screen.getByRole<HTMLInputElement>('checkbox', { name: /^Start it now/ });
  expect(start.checked).toBe(false);
  await user.selectOptions(screen.getByLabelText('Disk'), 'Install from an ISO');
  expect(start.checked).toBe(true);

  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(screen.getByText('Path of the ISO is needed: an absolute path on the host.')).toBeTruthy();
  expect(sent).toEqual([]);

  await user.type(screen.getByLabelText('Path of the ISO'), '/iso/debian.iso');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await screen.findByRole('textbox', {
    name: 'Path of the ISO',
    description: 'There is no file /iso/debian.iso.',
  });
  expect(sent[0]?.body).toMatchObject({
    disks: [{ sizeBytes: 20 * 2 ** 30 }, { kind: 'cdrom', source: '/iso/debian.iso' }],
    start: true,
  });
});

it('makes a VM from an image with three choices: the name, the image, a key', async () => {
  const user = userEvent.setup();
  images = [
    anImage(),
    anImage({ name: 'big', virtualSizeBytes: 40 * 2 ** 30 }),
    anImage({ name: 'inst', format: 'iso' }),
  ];
  answers = [{ status: 202, body: anOperation() }];
  show(<CreateDialog onClose={() => {}} />, 'operator');
  await user.type(screen.getByLabelText('Name'), 'web-1');
  await user.selectOptions(await screen.findByLabelText('Image'), 'big (40 GiB)');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Size' }).value).toBe('40');
  await user.type(screen.getByRole('textbox', { name: /^SSH keys/ }), 'ssh-ed25519 AAAA ada');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toMatchObject({
    name: 'web-1',
    disks: [{ image: 'big', mode: 'overlay', sizeBytes: 40 * 2 ** 30 }],
    cloudInit: { sshKeys: ['ssh-ed25519 AAAA ada'] },
    start: true,
  });
});

it('offers files of the host to administrators alone', () => {
  show(<CreateDialog onClose={() => {}} />, 'operator');
  expect(screen.queryByRole('option', { name: 'New disk' })).toBeTruthy();
  expect(screen.queryByRole('option', { name: 'Install from an ISO' })).toBeNull();
  expect(screen.queryByRole('option', { name: 'Existing disk file' })).toBeNull();
});

it('shows a mend in the very words of the server', () => {
  show(
    <Problem
      error={new ApiError(409, { detail: 'vm web-1 is running', mend: 'systemctl status libvirtd' })}
    />,
  );
  expect(screen.getByText('VM web-1 is running.')).toBeTruthy();
  expect(screen.getByText('What helps: systemctl status libvirtd')).toBeTruthy();
});

it('does not ask the server about what is no number', async () => {
  const user = userEvent.setup();
  show(<CreateDialog onClose={() => {}} />);
  await user.clear(screen.getByLabelText('vCPUs'));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(screen.getByRole('textbox', { name: 'vCPUs', description: 'vCPUs must be a number.' })).toBeTruthy();
  expect(sent).toEqual([]);
});

it('wants the name typed before a running VM goes', async () => {
  const user = userEvent.setup();
  const onConfirm = vi.fn();
  show(<DeleteDialog onClose={() => {}} onConfirm={onConfirm} vm={aVM()} />);
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete' });
  expect(button.disabled).toBe(true);
  await user.type(screen.getByLabelText('Type web-1 to confirm'), 'web-1');
  await user.click(button);
  expect(onConfirm).toHaveBeenCalledWith({ volumes: false, force: true });
});

it('keeps the disks of a VM that is off unless told otherwise', async () => {
  const user = userEvent.setup();
  const onConfirm = vi.fn();
  show(<DeleteDialog onClose={() => {}} onConfirm={onConfirm} vm={aVM({ state: 'shutoff' })} />);
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect(onConfirm).toHaveBeenCalledWith({ volumes: false, force: false });
});

it('shows a conflict, keeps what was typed, and saves over the newer revision', async () => {
  const user = userEvent.setup();
  const onClose = vi.fn();
  const now = aVM({ revision: 9, title: 'Theirs', vcpus: 8 });
  answers = [
    { status: 412, body: { code: 'stale', detail: 'vm web-1 was changed meanwhile' } },
    { status: 200, body: now },
    { status: 200, body: { vm: { ...now, revision: 10 }, operation: anOperation({ kind: 'vm.update' }) } },
  ];
  show(<EditDialog onClose={onClose} vm={aVM()} />);
  await user.type(screen.getByLabelText('Title'), 'Mine');
  await user.click(screen.getByRole('button', { name: 'Save' }));

  await screen.findByText('It was changed meanwhile');
  expect(sent[0]?.headers.get('If-Match')).toBe('"7"');
  expect(screen.getByText('Now: Theirs')).toBeTruthy();
  expect(screen.getByText('Now: 8')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('Mine');

  await user.click(screen.getByRole('button', { name: 'Save my changes' }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(sent[2]?.headers.get('If-Match')).toBe('"9"');
});
