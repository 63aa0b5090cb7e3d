package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

// drawing is a small PNG.
func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// uploaded is a file that the client has sent, without a channel.
func uploaded(t *testing.T, w *sandbox.Workspace, name string, data []byte) string {
	t.Helper()
	f, err := client(w).UploadFileContext(t.Context(), slack.UploadFileParameters{
		Filename: name, FileSize: len(data), Reader: bytes.NewReader(data), Title: name,
	})
	if err != nil {
		t.Fatalf("upload %s: %v", name, err)
	}
	return f.ID
}

// picture is a message whose one block shows a file.
func picture(id string) []slack.MsgOption {
	block := slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, "a picture", "", nil)
	return []slack.MsgOption{slack.MsgOptionText("a picture", false), slack.MsgOptionBlocks(block),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
}

func TestAMessageShowsAPictureThatWasUploaded(t *testing.T) {
	w := start(t)
	data := drawing(t)
	id := uploaded(t, w, "week.png", data)
	if _, _, err := client(w).PostMessageContext(t.Context(), floor, picture(id)...); err != nil {
		t.Fatalf("post with the picture: %v", err)
	}
	m := w.Messages(floor, amira, "")[0]
	file, _ := m.Blocks[0]["slack_file"].(map[string]any)
	address, _ := file["url"].(string)
	resp, err := http.Get(w.URL() + address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, _ := io.ReadAll(resp.Body)
	if !bytes.Equal(got, data) || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("GET %q = %d bytes of %s, want the %d of the PNG", address, len(got),
			resp.Header.Get("Content-Type"), len(data))
	}
	history, err := client(w).GetConversationHistoryContext(t.Context(),
		&slack.GetConversationHistoryParameters{ChannelID: floor})
	if err != nil {
		t.Fatal(err)
	}
	shown := history.Messages[0].Blocks.BlockSet[0].(*slack.ImageBlock)
	if shown.SlackFile.ID != id || shown.SlackFile.URL != "" {
		t.Errorf("the app reads %+v, want the id alone", shown.SlackFile)
	}
}

func TestOnlyAnUploadedPictureIsShown(t *testing.T) {
	w := start(t)
	for name, id := range map[string]string{
		"unknown": "F00000009", "not a picture": uploaded(t, w, "all.json", []byte(`{"a":1}`)),
	} {
		_, _, err := client(w).PostMessageContext(t.Context(), floor, picture(id)...)
		if err == nil || !strings.Contains(err.Error(), "invalid_blocks") {
			t.Errorf("%s: %v, want invalid_blocks", name, err)
		}
	}
	both := `[{"type":"image","alt_text":"x","image_url":"https://a.example/b.png","slack_file":{"id":"F1"}}]`
	if got := call(t, w, "chat.postMessage", message(floor, "blocks", both)); got["error"] != "invalid_blocks" {
		t.Errorf("an address and a file: %v, want invalid_blocks", got)
	}
}

func TestAnUploadIsHeldToWhatWasAnnounced(t *testing.T) {
	w := start(t)
	ask := func(pairs ...string) map[string]any {
		return call(t, w, "files.getUploadURLExternal", with(pairs...))
	}
	for want, pairs := range map[string][]string{
		"missing_argument":            {"filename", "a.png", "length", "0"},
		"invalid_arguments":           {"filename", "../a.png", "length", "4"},
		"file_upload_size_restricted": {"filename", "a.png", "length", "1048577"},
		"alt_txt_too_large":           {"filename", "a.png", "length", "4", "alt_txt", strings.Repeat("ä", 1001)},
	} {
		if got := ask(pairs...); got["error"] != want {
			t.Errorf("%v: %v, want %s", pairs, got, want)
		}
	}
	given := ask("filename", "a.txt", "length", "4")
	send := func(text string) int {
		resp, err := http.Post(given["upload_url"].(string), "application/octet-stream", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	complete := func() any {
		return call(t, w, "files.completeUploadExternal", with("files", `[{"id":"`+given["file_id"].(string)+`"}]`))["error"]
	}
	if got := complete(); got != "file_not_found" {
		t.Errorf("completed before it was sent: %v, want file_not_found", got)
	}
	for _, c := range []struct {
		text string
		want int
	}{{"abc", 400}, {"abcd", 200}, {"abcd", 400}} {
		if got := send(c.text); got != c.want {
			t.Errorf("sent %q: status %d, want %d", c.text, got, c.want)
		}
	}
	for _, want := range []any{nil, "file_not_found"} {
		if got := complete(); got != want {
			t.Errorf("completed: %v, want %v", got, want)
		}
	}
	if name, data, ok := w.File(given["file_id"].(string)); !ok || name != "a.txt" || string(data) != "abcd" {
		t.Errorf("File = %q, %q, %v, want what was sent", name, data, ok)
	}
}

func TestUploadsNeedAScopeAndCanGoWrong(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Scopes = []string{"chat:write"} })
	if got := call(t, w, "files.getUploadURLExternal", with("filename", "a", "length", "1")); got["error"] != "missing_scope" {
		t.Errorf("without the scope: %v, want missing_scope", got)
	}
	w = start(t)
	for _, f := range []sandbox.Fault{
		{Kind: "error", Match: "files.upload", Times: 1}, {Kind: "lost", Match: "files.upload", Times: 1},
		{Kind: "refuse", Match: "files.completeUploadExternal", Code: "file_update_failed", Times: 1},
	} {
		fault(t, w, f)
		_, err := client(w).UploadFileContext(t.Context(), slack.UploadFileParameters{
			Filename: "a.txt", FileSize: 1, Content: "a"})
		if err == nil {
			t.Errorf("%s of %s: no error, want one", f.Kind, f.Match)
		}
	}
}

func TestAFileIsPostedToTheChannelThatIsNamed(t *testing.T) {
	w := start(t)
	_, err := client(w).UploadFileContext(t.Context(), slack.UploadFileParameters{Filename: "all.json",
		FileSize: 2, Content: "{}", Channel: floor, InitialComment: "Here it is."})
	if err != nil {
		t.Fatal(err)
	}
	m := w.Messages(floor, amira, "")[0]
	if m.Text != "Here it is." || len(m.Files) != 1 || m.Files[0].Name != "all.json" {
		t.Errorf("posted %q with %+v, want the comment and the file", m.Text, m.Files)
	}
}
