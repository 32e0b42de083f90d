import { call } from './client';

export const setupState = () => call('get', '/api/v1/setup');

export const setup = (body: { code: string; name: string; password: string }) =>
  call('post', '/api/v1/setup', { body });

export const login = (body: { name: string; password: string }) => call('post', '/api/v1/login', { body });

export const logout = () => call('post', '/api/v1/logout');

export const me = (signal?: AbortSignal) => call('get', '/api/v1/me', { signal });
