package novacron

import (
	"context"
	"time"
)

// NodeID names a NovaCron host for as long as its data directory lives.
type NodeID string

// Node is one NovaCron host.
type Node struct {
	ID        NodeID    `json:"id" doc:"Names the node" example:"n-5f0c2c1e"`
	Name      string    `json:"name" doc:"Host name" example:"edge-1"`
	Version   string    `json:"version" doc:"Version of NovaCron" example:"0.1.0"`
	StartedAt time.Time `json:"startedAt" doc:"When NovaCron started"`
	Demo      bool      `json:"demo,omitempty" doc:"True when its VMs are simulated (novacron demo)"`

	Hypervisor Hypervisor `json:"hypervisor" doc:"What runs its VMs"`
	Warnings   []Warning  `json:"warnings,omitempty" doc:"What a person should look at"`
}

// Hypervisor is what runs a node's VMs, and whether it answers.
type Hypervisor struct {
	Provider    string     `json:"provider" doc:"Kind of provider" example:"kvm"`
	Connected   bool       `json:"connected" doc:"Whether it answers now"`
	Since       *time.Time `json:"since,omitempty" doc:"Since when it does, or does not"`
	Detail      string     `json:"detail,omitempty" doc:"Why it does not answer"`
	Version     string     `json:"version,omitempty" doc:"Its version" example:"libvirt 9.0.0, QEMU 7.2.22"`
	URI         string     `json:"uri,omitempty" doc:"How it is reached" example:"qemu:///system"`
	Accel       string     `json:"accel" enum:"kvm,tcg,none,unknown" doc:"What new VMs run with"`
	CPUModel    string     `json:"cpuModel,omitempty" doc:"Model of the host's CPUs"`
	CPUs        int        `json:"cpus,omitempty" doc:"Logical CPUs of the host" example:"16"`
	MemoryBytes uint64     `json:"memoryBytes,omitempty" doc:"Memory of the host" example:"68719476736"`
}

// Warning is something a person should look at, and how to mend it.
type Warning struct {
	ID     string `json:"id" doc:"Kind of warning" example:"kvm_unusable"`
	Detail string `json:"detail" doc:"What is the matter" example:"/dev/kvm is there but did not run the probe; VMs are emulated and slow"`
	Mend   string `json:"mend,omitempty" doc:"What can be done about it"`
}

// NodeMetrics is a summary of a node's figures at one moment.
type NodeMetrics struct {
	At                       time.Time       `json:"at" doc:"When it was measured"`
	VMs                      int             `json:"vms" doc:"VMs in the inventory"`
	VMsByState               map[VMState]int `json:"vmsByState" doc:"VMs by power state" example:"{\"running\":3,\"shutoff\":1}"`
	VCPUs                    int             `json:"vcpus" doc:"Virtual CPUs of active VMs"`
	VMMemoryBytes            uint64          `json:"vmMemoryBytes" doc:"Memory of active VMs"`
	HostCPUs                 int             `json:"hostCpus" doc:"Logical CPUs of the host"`
	HostLoad1                float64         `json:"hostLoad1" doc:"Load average of the last minute"`
	HostMemoryBytes          uint64          `json:"hostMemoryBytes" doc:"Memory of the host"`
	HostMemoryAvailableBytes uint64          `json:"hostMemoryAvailableBytes" doc:"Memory that can still be used"`
	DataFreeBytes            uint64          `json:"dataFreeBytes" doc:"Free space where NovaCron keeps its data"`
	ResidentBytes            uint64          `json:"residentBytes" doc:"Memory that NovaCron itself uses"`
	OperationsRunning        int             `json:"operationsRunning" doc:"Operations that are not final"`
	EventsStored             uint64          `json:"eventsStored" doc:"Events kept in the outbox"`
	EventsUnpublished        uint64          `json:"eventsUnpublished" doc:"Events the bus has not taken yet"`
}

// NodeService tells about the node itself.
type NodeService interface {
	Node(ctx context.Context) (Node, error)
	NodeMetrics(ctx context.Context) (NodeMetrics, error)
}

// Check is one finding of doctor.
type Check struct {
	Name   string `json:"name" doc:"What was checked" example:"libvirt socket"`
	Status string `json:"status" enum:"ok,warning,failed,skipped" doc:"What was found"`
	Detail string `json:"detail" doc:"The evidence" example:"/run/libvirt/libvirt-sock answers, libvirt 9.0.0"`
	Mend   string `json:"mend,omitempty" doc:"What to do about it" example:"systemctl start libvirtd"`
}
