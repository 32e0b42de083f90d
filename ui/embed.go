// Package ui carries the browser's program inside the binary.
//
// It owns the built files and nothing else: it serves nothing and imports
// nothing of ours. web/ holds the program's source (React, TypeScript); its
// build writes to dist/, which is embedded here. A binary that was built
// without Node has an empty dist/, and api then answers with a page that says
// how to build the UI.
package ui

import (
	"embed"
	"io/fs"
)

// dist always has a committed .gitignore, so that the embedding compiles on a
// machine that never built the UI.
//
//go:embed all:dist
var dist embed.FS

// Files returns the built UI: index.html, favicon.svg and theme.js at its root,
// and assets/ with content-hashed names that may be cached forever. NAME.br and
// NAME.gz beside a file are its pre-compressed copies. Without a built UI there
// is no index.html in it.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("ui: the embedded folder is named wrongly: " + err.Error())
	}
	return files
}

// Built says whether the UI was built into this binary.
func Built() bool {
	_, err := fs.Stat(dist, "dist/index.html")
	return err == nil
}
