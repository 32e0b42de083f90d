// Package rfb speaks as much of the Remote Framebuffer protocol (RFC 6143, and
// the extensions that QEMU has) as stands between a watcher and a screen: Guard
// looks after what a watcher sends, Serve shows a picture that changes, Client
// watches one. It knows nothing of NovaCron.
package rfb

import "errors"

// Version is what both sides begin with.
const Version = "RFB 003.008\n"

// ErrProtocol is a peer that does not speak RFB, or not as it is spoken here.
var ErrProtocol = errors.New("rfb: the peer breaks the protocol")

// Kinds of security.
const (
	securityNone = 1
	securityVNC  = 2 // a challenge of 16 bytes and its answer
)

// What a watcher sends.
const (
	setPixelFormat  = 0
	setEncodings    = 2
	updateRequest   = 3
	keyEvent        = 4
	pointerEvent    = 5
	cutText         = 6
	continuous      = 150 // EnableContinuousUpdates
	fence           = 248
	xvp             = 250
	setDesktopSize  = 251
	qemu            = 255
	qemuKey         = 0 // of qemu: a key with its code
	qemuAudio       = 1
	qemuAudioFormat = 2
)

// Limits of one message of a watcher.
const (
	maxEncodings = 1024
	maxCutText   = 1 << 20
	maxScreens   = 255
)
