import { PageHeader } from '@/components/PageHeader';
import { ScrollPane } from '@/components/ScrollPane';
import { text } from '@/text';
import { EventList } from './EventList';

/** What happened on this node. */
export function EventsPage() {
  return (
    <div className="flex h-full flex-col">
      <PageHeader below={<p className="text-muted">{text.events.latest}</p>} title={text.events.title} />
      <ScrollPane className="min-h-0 grow px-4 pb-6 sm:px-6">
        <EventList />
      </ScrollPane>
    </div>
  );
}
