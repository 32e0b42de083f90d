import { PageHeader } from '@/components/PageHeader';
import { text } from '@/text';
import { EventList } from './EventList';

/** What happened on this node. */
export function EventsPage() {
  return (
    <div className="flex h-full flex-col">
      <PageHeader below={<p className="text-muted">{text.events.latest}</p>} title={text.events.title} />
      <div className="min-h-0 grow overflow-y-auto px-4 pb-6 sm:px-6">
        <EventList />
      </div>
    </div>
  );
}
