package auth_test

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

// services stand behind the guards: they tell what reached them, and answer
// what the test wants.
type services struct {
	seen []string
	op   novacron.Operation
	err  error
	do   func() // called within each mutation
}

var (
	_ novacron.VMService        = (*services)(nil)
	_ novacron.ArchiveService   = (*services)(nil)
	_ novacron.CloneService     = (*services)(nil)
	_ novacron.CloudInitService = (*services)(nil)
	_ novacron.OperationService = (*services)(nil)
	_ novacron.EventService     = (*services)(nil)
	_ novacron.NodeService      = (*services)(nil)
	_ novacron.AuditService     = (*services)(nil)
)

func (s *services) mutated(what string) (novacron.Operation, error) {
	s.seen = append(s.seen, what)
	if s.do != nil {
		s.do()
	}
	return s.op, s.err
}

func (s *services) VMs(context.Context, novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	return novacron.Page[novacron.VM]{}, s.err
}

func (s *services) VM(_ context.Context, id novacron.VMID) (novacron.VM, error) {
	if id == "" {
		return novacron.VM{}, novacron.Errorf(novacron.NotFound, "no vm")
	}
	return novacron.VM{ID: id, Name: "web-1"}, nil
}

func (s *services) CreateVM(context.Context, novacron.CreateVM) (novacron.Operation, error) {
	return s.mutated("create")
}

func (s *services) UpdateVM(context.Context, novacron.VMID, novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	op, err := s.mutated("update")
	return novacron.VMUpdateResult{Operation: op}, err
}

func (s *services) DeleteVM(context.Context, novacron.VMID, novacron.DeleteVM) (novacron.Operation, error) {
	return s.mutated("delete")
}

func (s *services) PowerVM(_ context.Context, _ novacron.VMID, req novacron.PowerRequest) (novacron.Operation, error) {
	return s.mutated(string(req.Verb))
}

func (s *services) Console(context.Context, novacron.VMID, bool) (io.ReadWriteCloser, error) {
	_, err := s.mutated("console")
	return nil, err
}

func (s *services) VMXML(context.Context, novacron.VMID) (string, error) { return "", s.err }

func (s *services) Operations(context.Context, novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	return novacron.Page[novacron.Operation]{}, s.err
}

func (s *services) Operation(context.Context, novacron.OperationID) (novacron.Operation, error) {
	return s.op, s.err
}

func (s *services) Wait(context.Context, novacron.OperationID) (novacron.Operation, error) {
	return s.op, s.err
}

func (s *services) Cancel(context.Context, novacron.OperationID, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("cancel")
}

func (s *services) Events(context.Context, novacron.EventQuery) (novacron.EventPage, error) {
	return novacron.EventPage{}, s.err
}

func (s *services) WaitEvents(context.Context, novacron.EventQuery) (novacron.EventPage, error) {
	return novacron.EventPage{}, s.err
}

func (s *services) Node(context.Context) (novacron.Node, error) { return novacron.Node{}, s.err }

func (s *services) NodeMetrics(context.Context) (novacron.NodeMetrics, error) {
	return novacron.NodeMetrics{}, s.err
}

func (s *services) AuditHead(context.Context) (novacron.AuditHead, error) {
	return novacron.AuditHead{}, s.err
}

func (s *services) ExportAudit(context.Context, io.Writer) error {
	_, err := s.mutated("audit export")
	return err
}

func (s *services) Audit(context.Context, novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	return novacron.Page[novacron.AuditRecord]{}, s.err
}

func (s *services) PreviewCloudInit(context.Context, novacron.PreviewCloudInit) (novacron.CloudInitSeed, error) {
	return novacron.CloudInitSeed{}, s.err
}

func (s *services) CloudInit(context.Context, novacron.VMID) (novacron.CloudInitSeed, error) {
	return novacron.CloudInitSeed{}, s.err
}

func (s *services) ReplaceCloudInit(context.Context, novacron.VMID, novacron.ReplaceCloudInit) (novacron.Operation, error) {
	return s.mutated("replace cloud-init")
}

func (s *services) CloneVM(context.Context, novacron.VMID, novacron.CloneVM) (novacron.Operation, error) {
	return s.mutated("clone")
}

func (s *services) MarkTemplate(context.Context, novacron.VMID, novacron.MarkTemplate) (novacron.Operation, error) {
	return s.mutated("template")
}

func (s *services) ExportVM(context.Context, novacron.VMID, novacron.Mutation) (novacron.VMArchive, error) {
	op, err := s.mutated("export")
	return novacron.VMArchive{Operation: op}, err
}

func (s *services) ImportVM(context.Context, novacron.ImportVM) (novacron.Operation, error) {
	return s.mutated("import")
}
