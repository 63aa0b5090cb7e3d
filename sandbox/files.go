package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// Limits of what the bot uploads. Slack's own are set by each workspace, and wider.
const (
	maxFile = 1 << 20
	maxAlt  = 1000
	// maxForm is what a multipart form may add to a file.
	maxForm = 64 << 10
)

// uploadCall is what the sending of a file's bytes is called where faults and traffic name methods.
const uploadCall = "files.upload"

// A stored file is one that the bot uploads: asked for, sent, completed, in this order.
type storedFile struct {
	File
	alt      string
	length   int
	sent     bool // the upload URL is used up
	data     []byte
	complete bool
}

// image reports whether an image block can show the file.
func (f *storedFile) image() bool {
	switch http.DetectContentType(f.data) {
	case "image/png", "image/jpeg", "image/gif":
		return f.complete
	}
	return false
}

func fileMethods() map[string]method {
	return map[string]method{
		"files.getUploadURLExternal": {
			scope: "files:write", args: "filename length alt_txt snippet_type", do: getUploadURL,
		},
		"files.completeUploadExternal": {
			scope: "files:write", do: completeUpload,
			args: "files channel_id channels initial_comment thread_ts blocks",
		},
	}
}

func getUploadURL(w *Workspace, c *call) (map[string]any, error) {
	name := strings.TrimSpace(c.str("filename"))
	length, err := strconv.Atoi(c.str("length"))
	switch {
	case name == "" || name != path.Base(name):
		return nil, refuse("invalid_arguments", "[ERROR] filename must be the name of a file")
	case err != nil || length < 0:
		return nil, refuse("invalid_arguments", "[ERROR] length must be a whole number")
	case length == 0:
		return nil, refuse("missing_argument", "[ERROR] length is missing or 0")
	case length > maxFile:
		return nil, refuse("file_upload_size_restricted")
	case len([]rune(c.str("alt_txt"))) > maxAlt:
		return nil, refuse("alt_txt_too_large")
	case c.str("snippet_type") != "":
		return nil, refuse("invalid_arguments", "[ERROR] the sandbox takes no snippets")
	}
	f := &storedFile{alt: c.str("alt_txt"), length: length}
	f.ID, f.Name, f.Title = w.newID("F"), name, name
	f.Permalink = fmt.Sprintf("%s/files/%s/%s/%s", w.base, w.cfg.BotUser, f.ID, name)
	ticket := w.newID("UP")
	w.files[f.ID], w.uploads[ticket] = f, f
	return map[string]any{
		"upload_url": "http://" + c.host + "/upload/v1/" + ticket, "file_id": f.ID,
	}, nil
}

// upload takes the bytes of a file, once, in full, as they are or as the one file of a form.
func (w *Workspace) upload(rw http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	lost, faulted := w.misbehave(r, uploadCall)
	status, text := http.StatusOK, ""
	if faulted != nil {
		status, text = http.StatusServiceUnavailable, faulted.Error()
	} else if err := w.keepBytes(rw, r); err != nil {
		status, text = http.StatusBadRequest, err.Error()
	}
	w.note(Entry{From: "bot", Kind: "api", Name: uploadCall, Status: status, MS: since(begin),
		Response: map[string]any{"ok": status == http.StatusOK, "error": text}})
	switch {
	case lost:
		hangUp(rw)
	case status == http.StatusOK:
		fmt.Fprintf(rw, "OK - %d", r.ContentLength)
	default:
		http.Error(rw, text, status)
	}
}

// keepBytes reads the bytes of an upload and keeps them when they are those that were announced.
func (w *Workspace) keepBytes(rw http.ResponseWriter, r *http.Request) error {
	data, err := fileBytes(rw, r)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.uploads[r.PathValue("ticket")]
	switch {
	case f == nil:
		return fmt.Errorf("no upload has this address")
	case f.sent:
		return fmt.Errorf("this address was used")
	case len(data) != f.length:
		return fmt.Errorf("%d bytes came, %d were announced", len(data), f.length)
	}
	f.sent, f.data = true, data
	return nil
}

// fileBytes is the content of an upload.
func fileBytes(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	body := http.MaxBytesReader(rw, r.Body, maxFile+maxForm)
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "multipart/form-data" {
		return io.ReadAll(body)
	}
	form := multipart.NewReader(body, params["boundary"])
	var found []byte
	for n := 0; ; {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF) && n == 1:
			return found, nil
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("a form with %d files, want 1", n)
		case err != nil:
			return nil, err
		case part.FileName() == "":
			continue
		}
		n++
		if found, err = io.ReadAll(part); err != nil {
			return nil, err
		}
	}
}

// completeUpload makes sent files usable. Where a channel is named they are posted there.
func completeUpload(w *Workspace, c *call) (map[string]any, error) {
	raw, err := c.value("files")
	list, isList := raw.([]any)
	if err != nil || !isList || len(list) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] files must be a list of files")
	}
	if c.str("channels")+c.str("blocks")+c.str("thread_ts") != "" {
		return nil, refuse("invalid_arguments", "[ERROR] the sandbox shares with one channel_id, without blocks")
	}
	var all []*storedFile
	for _, x := range list {
		item, _ := x.(map[string]any)
		id, _ := item["id"].(string)
		f := w.files[id]
		if f == nil || !f.sent || f.complete {
			return nil, refuse("file_not_found", "[ERROR] "+id+" is not a file that was just sent")
		}
		if title, _ := item["title"].(string); title != "" {
			f.Title = title
		}
		all = append(all, f)
	}
	if id := c.str("channel_id"); id != "" {
		if err := w.shareFiles(id, c.str("initial_comment"), all); err != nil {
			return nil, err
		}
	}
	var done []any
	for _, f := range all {
		f.complete = true
		done = append(done, map[string]any{"id": f.ID, "title": f.Title})
	}
	return map[string]any{"files": done}, nil
}

// shareFiles posts files to a channel. The lock is held.
func (w *Workspace) shareFiles(channel, comment string, files []*storedFile) error {
	ch, err := w.botChannel(channel)
	switch {
	case err != nil:
		return err
	case ch.Archived:
		return refuse("is_archived")
	case len([]rune(comment)) > maxText:
		return refuse("msg_too_long")
	}
	if err := w.allowed(ch, ""); err != nil {
		return err
	}
	if err := w.pace(ch.ID); err != nil {
		return err
	}
	p := w.botPost(ch.ID, content{text: comment})
	for _, f := range files {
		p.Files = append(p.Files, f.File)
	}
	w.add(p)
	w.emitMessage(ch, p)
	return nil
}

// checkFiles refuses pictures in blocks or a view that name no image file of the bot's that is
// complete. The lock is held.
func (w *Workspace) checkFiles(at string, v any) error {
	switch v := v.(type) {
	case []map[string]any:
		for i, b := range v {
			if err := w.checkFiles(fmt.Sprintf("%s/%d", at, i), b); err != nil {
				return err
			}
		}
	case []any:
		for i, e := range v {
			if err := w.checkFiles(fmt.Sprintf("%s/%d", at, i), e); err != nil {
				return err
			}
		}
	case map[string]any:
		if named, ok := v["slack_file"].(map[string]any); ok && v["type"] == "image" {
			id, _ := named["id"].(string)
			if f := w.files[id]; f == nil || !f.image() {
				return refuse("invalid_blocks", "[ERROR] invalid slack file [json-pointer:"+at+"/slack_file]")
			}
		}
		for key, e := range v {
			if err := w.checkFiles(at+"/"+key, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// withPictures is a copy of blocks in which each picture that is a file has the address where the
// page can load it. An app is told no such address. The lock is held.
func (w *Workspace) withPictures(blocks []map[string]any) []map[string]any {
	if len(w.files) == 0 {
		return blocks
	}
	blocks = deepCopy(blocks)
	var show func(v any)
	show = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				show(e)
			}
		case map[string]any:
			if named, ok := v["slack_file"].(map[string]any); ok {
				if f := w.files[fmt.Sprint(named["id"])]; f != nil {
					named["url"] = "/files/" + f.ID
				}
			}
			for _, e := range v {
				show(e)
			}
		}
	}
	for _, b := range blocks {
		show(b)
	}
	return blocks
}

// File returns the name and the bytes of a file that the bot has uploaded.
func (w *Workspace) File(id string) (name string, data []byte, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files[id]
	if f == nil || !f.complete {
		return "", nil, false
	}
	return f.Name, bytes.Clone(f.data), true
}

// file serves an uploaded file to the page.
func (w *Workspace) file(rw http.ResponseWriter, r *http.Request) {
	name, data, ok := w.File(r.PathValue("id"))
	if !ok {
		http.NotFound(rw, r)
		return
	}
	h := rw.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", http.DetectContentType(data))
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	_, _ = rw.Write(data) // the reader is gone if this fails
}
