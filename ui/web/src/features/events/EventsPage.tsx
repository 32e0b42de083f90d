import { PageHeader } from '@/components/PageHeader';
import { ScrollPane } from '@/components/ScrollPane';
import { eventsText } from '@/text/events';
import { EventList } from './EventList';

/** What happened on this node. */
export function EventsPage() {
  return (
    <div className="flex h-full flex-col">
      <PageHeader below={<p className="text-muted">{eventsText.latest}</p>} title={eventsText.title} />
      <ScrollPane className="min-h-0 grow px-4 pb-6 sm:px-6">
        <EventList />
      </ScrollPane>
    </div>
  );
}
