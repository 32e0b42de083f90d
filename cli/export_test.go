package cli

// What the tests of the decoders reach for.
var (
	ParseSize    = parseSize
	ExactSize    = exactSize
	FormatSize   = formatSize
	ParseDays    = parseDays
	ParseDisk    = parseDisk
	ParseNIC     = parseNIC
	ParseEscape  = parseEscape
	DecodeVMSpec = decodeVMSpec
	Clean        = clean
	FormatAge    = formatAge
	ProgressText = progressText
)
