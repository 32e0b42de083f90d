import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '@/api/types';
import { EventStream, type Frame, parseFrame, socketURL } from '@/stream/client';
import { anEvent } from './fixtures';

/** A WebSocket whose other end is the test. */
class Socket {
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;
  closed = false;

  constructor(readonly url: string) {}

  close() {
    this.closed = true;
  }

  send(frame: Frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const sockets: Socket[] = [];
const events: Event[] = [];
let resets = 0;

function newStream() {
  return new EventStream(
    { onEvents: (batch) => events.push(...batch), onReset: () => resets++ },
    {
      open: (url) => {
        sockets.push(new Socket(url));
        return sockets.at(-1) as unknown as WebSocket;
      },
      url: (cursor) => `ws?since=${cursor ?? ''}`,
      now: () => Date.now(),
      random: () => 0.5,
    },
  );
}

const latest = () => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('nothing was opened');
  return socket;
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T20:00:01Z') });
  sockets.length = 0;
  events.length = 0;
  resets = 0;
});
afterEach(() => vi.useRealTimers());

describe('EventStream', () => {
  it('begins now, has everything read anew once, and is live with the first heartbeat', () => {
    const stream = newStream();
    stream.start();
    expect(latest().url).toBe('ws?since=');
    expect(stream.status.get().phase).toBe('connecting');
    latest().onopen?.();
    expect(stream.status.get().phase).toBe('catchingUp');
    expect(resets).toBe(1);
    latest().send({ heartbeat: { cursor: 'c5' } });
    expect(stream.status.get()).toMatchObject({ phase: 'live', lastLiveAt: Date.now() });
  });

  it('hands on the events of one moment together and in order', async () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    latest().send({ event: anEvent(6) });
    latest().send({ event: anEvent(7) });
    expect(events).toEqual([]);
    await Promise.resolve();
    expect(events.map((event) => event.sequence)).toEqual([6, 7]);
  });

  it('resumes after the last event, without reading everything anew', async () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    latest().send({ event: anEvent(6) });
    latest().onclose?.();
    expect(stream.status.get()).toMatchObject({ phase: 'waiting', retryAt: Date.now() + 500 });
    await vi.advanceTimersByTimeAsync(500);
    expect(latest().url).toBe('ws?since=c6');
    latest().onopen?.();
    expect(resets).toBe(1);
    expect(stream.status.get().phase).toBe('catchingUp');
  });

  it('stays behind while old events come, and is live with a new one', () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    latest().send({ event: anEvent(6, { at: '2026-11-23T19:00:00Z' }) });
    expect(stream.status.get().phase).toBe('catchingUp');
    latest().send({ event: anEvent(7, { at: '2026-11-23T20:00:00.5Z' }) });
    expect(stream.status.get().phase).toBe('live');
  });

  it('has everything read anew after a gap, and goes on from the oldest event', async () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    latest().send({ gap: { reason: 'expired', oldest: 'c100' } });
    expect(resets).toBe(2);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(500);
    expect(latest().url).toBe('ws?since=c100');
  });

  it('waits longer each time, and not at all when asked', async () => {
    const stream = newStream();
    stream.start();
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      latest().onclose?.();
      expect(stream.status.get().retryAt).toBe(Date.now() + wait);
      await vi.advanceTimersByTimeAsync(wait);
    }
    const opened = sockets.length;
    latest().onclose?.();
    stream.retryNow();
    expect(sockets.length).toBe(opened + 1);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(sockets.length).toBe(opened + 1);
  });

  it('begins with short waits again once it was live', () => {
    const stream = newStream();
    stream.start();
    latest().onclose?.();
    stream.retryNow();
    latest().onclose?.();
    stream.retryNow();
    latest().onopen?.();
    latest().send({ heartbeat: { cursor: 'c1' } });
    latest().onclose?.();
    expect(stream.status.get().retryAt).toBe(Date.now() + 500);
  });

  it('takes a connection for dead that says nothing for too long', async () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    await vi.advanceTimersByTimeAsync(44_000);
    latest().send({ heartbeat: { cursor: 'c1' } });
    await vi.advanceTimersByTimeAsync(44_000);
    expect(stream.status.get().phase).toBe('live');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stream.status.get().phase).toBe('waiting');
    expect(sockets[0]?.closed).toBe(true);
  });

  it('stops, and does not come back', async () => {
    const stream = newStream();
    stream.start();
    latest().onopen?.();
    stream.stop();
    expect(latest().closed).toBe(true);
    latest().onclose?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets.length).toBe(1);
    expect(stream.status.get().phase).toBe('idle');
  });
});

describe('parseFrame', () => {
  it.each(['', 'null', '7', '{', '[', 'true'])('takes %j for no frame', (data) => {
    expect(parseFrame(data)).toBeUndefined();
  });

  it('takes no binary message', () => expect(parseFrame(new ArrayBuffer(1))).toBeUndefined());

  it('keeps frames of kinds that it does not know', () =>
    expect(parseFrame('{"news":1}')).toEqual({ news: 1 }));
});

describe('socketURL', () => {
  it('stays with the page’s own server', () => {
    expect(socketURL('/ws', { since: 'a b', takeOver: undefined })).toBe(
      'ws://localhost:3000/api/v1/ws?since=a+b',
    );
  });
});
