package kvm

type sizeXML struct {
	Unit  string `xml:"unit,attr"`
	Value string `xml:",chardata"`
}

type diskXML struct {
	Type   string `xml:"type,attr"`
	Device string `xml:"device,attr"`
	Driver struct {
		Type    string `xml:"type,attr"`
		Cache   string `xml:"cache,attr"`
		Discard string `xml:"discard,attr"`
	} `xml:"driver"`
	Source struct {
		File     string `xml:"file,attr"`
		Dev      string `xml:"dev,attr"`
		Dir      string `xml:"dir,attr"`
		Pool     string `xml:"pool,attr"`
		Volume   string `xml:"volume,attr"`
		Protocol string `xml:"protocol,attr"`
		Name     string `xml:"name,attr"`
		Hosts    []struct {
			Name string `xml:"name,attr"`
			Port string `xml:"port,attr"`
		} `xml:"host"`
	} `xml:"source"`
	Target struct {
		Dev string `xml:"dev,attr"`
		Bus string `xml:"bus,attr"`
	} `xml:"target"`
	ReadOnly *struct{}   `xml:"readonly"`
	Backing  *backingXML `xml:"backingStore"`
	Serial   string      `xml:"serial"`
	Boot     orderXML    `xml:"boot"`
	IOTune   *iotuneXML  `xml:"iotune"`
	Alias    nameXML     `xml:"alias"`
}

// topologyXML is how vCPUs are grouped; 0 where nothing is said.
type topologyXML struct {
	Sockets  int `xml:"sockets,attr"`
	Dies     int `xml:"dies,attr"`
	Clusters int `xml:"clusters,attr"`
	Cores    int `xml:"cores,attr"`
	Threads  int `xml:"threads,attr"`
}

// slots is how many vCPUs the topology has; 0 for none.
func (t topologyXML) slots() int {
	if t.Sockets == 0 {
		return 0
	}
	return t.Sockets * max(t.Dies, 1) * max(t.Clusters, 1) * max(t.Cores, 1) * max(t.Threads, 1)
}

// backingXML is a file below an overlay, and what is below that.
type backingXML struct {
	Source struct {
		File string `xml:"file,attr"`
		Dev  string `xml:"dev,attr"`
	} `xml:"source"`
	Next *backingXML `xml:"backingStore"`
}

type interfaceXML struct {
	Type string `xml:"type,attr"`
	MAC  struct {
		Address string `xml:"address,attr"`
	} `xml:"mac"`
	Source struct {
		Network string `xml:"network,attr"`
		Bridge  string `xml:"bridge,attr"`
		Dev     string `xml:"dev,attr"`
		Name    string `xml:"name,attr"`
		Path    string `xml:"path,attr"`
	} `xml:"source"`
	Model struct {
		Type string `xml:"type,attr"`
	} `xml:"model"`
	Target struct {
		Dev string `xml:"dev,attr"`
	} `xml:"target"`
	Filter struct {
		Name string `xml:"filter,attr"`
	} `xml:"filterref"`
	Link struct {
		State string `xml:"state,attr"`
	} `xml:"link"`
	VLAN struct {
		Tags []struct {
			ID string `xml:"id,attr"`
		} `xml:"tag"`
	} `xml:"vlan"`
	Boot      orderXML `xml:"boot"`
	Alias     nameXML  `xml:"alias"`
	Bandwidth struct {
		Inbound  *rateXML `xml:"inbound"`
		Outbound *rateXML `xml:"outbound"`
	} `xml:"bandwidth"`
}

type serialXML struct {
	Type  string `xml:"type,attr"`
	Alias struct {
		Name string `xml:"name,attr"`
	} `xml:"alias"`
}
