import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { logout } from '@/api/session';
import { Icon } from '@/components/Icon';
import { Menu } from '@/components/Menu';
import { useObservable } from '@/lib/observable';
import { loggedIn } from '@/state/session';
import { chooseTheme, type Theme, theme } from '@/state/theme';
import { toastError } from '@/state/toasts';
import { useStream } from '@/stream/context';
import { text } from '@/text';
import { useIdentity } from '../session/hooks';

const themes = [
  { value: 'system', label: text.nav.themeSystem, icon: 'monitor' },
  { value: 'light', label: text.nav.themeLight, icon: 'sun' },
  { value: 'dark', label: text.nav.themeDark, icon: 'moon' },
] as const;

/** Who is logged in; theme, API reference, log out. */
export function AccountMenu() {
  const identity = useIdentity();
  const chosen = useObservable(theme);
  const leave = useLogout();
  return (
    <Menu
      align="start"
      entries={[
        { kind: 'heading', label: text.nav.theme },
        { kind: 'radio', value: chosen, options: themes, onChange: (value) => chooseTheme(value as Theme) },
        { kind: 'separator' },
        { kind: 'item', icon: 'book', label: text.nav.apiDocs, onSelect: openAPIDocs },
        { kind: 'item', icon: 'logout', label: text.session.logOut, onSelect: leave },
      ]}
      trigger={
        <button
          className="flex h-11 w-full items-center gap-2.5 rounded-lg px-2.5 text-left transition-colors hover:bg-hover"
          type="button"
        >
          <span className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-text">
            <Icon name="user" size={14} />
          </span>
          <span className="min-w-0 grow leading-tight">
            <span className="sr-only">{text.nav.account}: </span>
            <span className="block truncate font-medium text-[13px]">{identity?.name}</span>
            <span className="block text-muted text-xs">{identity && text.session.role[identity.role]}</span>
          </span>
          <Icon className="text-muted" name="up" size={14} />
        </button>
      }
    />
  );
}

const openAPIDocs = () => window.open('/api/v1/docs', '_blank', 'noopener');

function useLogout() {
  const queries = useQueryClient();
  const stream = useStream();
  const navigate = useNavigate();
  const attempt = useMutation({
    mutationFn: logout,
    onSuccess: async () => {
      stream.stop();
      loggedIn.set(false);
      await navigate({ to: '/login' });
      queries.clear();
    },
    onError: (error) => toastError(text.session.logOut, error),
  });
  return () => attempt.mutate();
}
