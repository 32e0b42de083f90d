package novacron

// PageRequest asks for one page of a list.
type PageRequest struct {
	Limit  int    // items at the most; 0 is DefaultPageLimit, over MaxPageLimit is Invalid
	Cursor string // where the last page ended; empty for the first page
}

// Limits of a page.
const (
	DefaultPageLimit = 100
	MaxPageLimit     = 1000
)

// Page is one page of a list. Items is never nil.
type Page[T any] struct {
	Items []T
	Next  string // cursor of the next page; empty on the last one
	Total int    // items that match in all, over every page; -1 where counting would cost a scan
}
