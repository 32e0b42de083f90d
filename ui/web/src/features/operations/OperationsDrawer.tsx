import { Link } from '@tanstack/react-router';
import { Blank, Loading } from '@/components/Blank';
import { Dialog, DialogBody, DialogFooter } from '@/components/Dialog';
import { text } from '@/text';
import { operationsText } from '@/text/operations';
import { useOperations } from './hooks';
import { OperationItem } from './OperationItem';

const drawerLength = 30;

/** The latest operations over any page. */
export default function OperationsDrawer({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog as="drawer" onOpenChange={onOpenChange} open={open} title={text.operations.drawer}>
      <DialogBody flush>
        <LatestOperations />
      </DialogBody>
      <DialogFooter>
        <Link
          className="text-accent-text hover:underline"
          onClick={() => onOpenChange(false)}
          to="/operations"
        >
          {operationsText.all}
        </Link>
      </DialogFooter>
    </Dialog>
  );
}

function LatestOperations() {
  const { data } = useOperations({}, drawerLength);
  if (!data) return <Loading />;
  if (data.items.length === 0) {
    return <Blank hint={operationsText.emptyHint} icon="operations" title={operationsText.empty} />;
  }
  return (
    <div className="divide-y divide-line">
      {data.items.map((operation) => (
        <OperationItem key={operation.id} operation={operation} />
      ))}
    </div>
  );
}
