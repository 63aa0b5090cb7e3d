package sandbox

import (
	"embed"
	"io/fs"
	"net/http"
)

// built is the page as Vite built it.
//
//go:embed all:page/dist
var built embed.FS

// policy lets the page load itself, and pictures that messages show.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// page serves the page at / and its files below it.
func page() http.Handler {
	files, err := fs.Sub(built, "page/dist")
	if err != nil {
		return http.NotFoundHandler()
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(rw, "the page can only be read", http.StatusMethodNotAllowed)
			return
		}
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache") // the files keep their names when they change
		server.ServeHTTP(rw, r)
	})
}
