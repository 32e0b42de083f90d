// Package fetch reads a large file from a web server that nobody has to trust: over https unless http was allowed, from addresses that are
// not the host's own, within bounds of redirects and silence, and going on where it was when the link breaks.
//
// Addresses are judged when a connection is made, after the name was resolved, so that a name which resolves to a loopback address is
// refused, and so is a redirect to one. Proxies of the environment are not used: they would resolve names themselves.
package fetch
