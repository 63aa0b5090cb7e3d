// Package config turns a file and the environment into one typed, checked value.
//
// [Load] reads it; [Config] is all there is to set, each part documented where it stands; a [Secret]
// is text that cannot be printed by accident. [Config.ValidateServe] asks for what only a running
// bot needs, so that commands which talk to nobody work without a token.
//
// It does not watch the file, read the process's own environment or know what the other rooms make
// of a setting: it imports none of them.
//
// Callers may rely on this: every key has a default or its absence is a fault that names it; a key
// that is not known is a fault; all faults come at once, each with its place and what to do; no
// fault quotes a secret.
package config
