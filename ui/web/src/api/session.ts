import { request } from './client';
import type { Identity } from './types';

export const setupState = () => request<{ needed: boolean }>('GET', '/setup');

export const setup = (body: { code: string; name: string; password: string }) =>
  request<unknown>('POST', '/setup', { body });

export const login = (body: { name: string; password: string }) =>
  request<unknown>('POST', '/login', { body });

export const logout = () => request<void>('POST', '/logout');

export const me = (signal?: AbortSignal) => request<Identity>('GET', '/me', { signal });
