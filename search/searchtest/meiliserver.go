package searchtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"tuoyuquan/search"
)

// MeiliServer is a stand-in for a Meilisearch server: an http.Handler that speaks the part of its wire format that the
// adapter uses and answers searches from a search.Memory. It knows indexes, settings, documents, tasks, swaps, filters and
// facets, and refuses what Meilisearch refuses: bad document ids, filters on attributes that are not filterable, unknown
// indexes, a wrong key. It cannot show how Meilisearch itself ranks.
type MeiliServer struct {
	Key       string // wanted as bearer token; empty for none
	TaskPolls int    // how often a task is reported as not done yet

	mu      sync.Mutex
	indexes map[string]*meiliIndex
	tasks   []meiliTask
	fault   func(w http.ResponseWriter, r *http.Request) bool
	asked   map[string]int
}

type meiliIndex struct {
	docs       map[string]map[string]any
	filterable []string
	engine     *search.Memory // nil when docs changed
	ids        []string       // by number
	values     []string       // kinds and facet values, by number
}

type meiliTask struct {
	uid, polls          int
	index, kind         string
	errCode, errMessage string
}

// NewMeiliServer returns an empty server.
func NewMeiliServer() *MeiliServer {
	return &MeiliServer{indexes: map[string]*meiliIndex{}, asked: map[string]int{}}
}

// SetFault lets f answer requests instead of the server whenever it returns true; nil ends that.
func (s *MeiliServer) SetFault(f func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Asked returns how many requests of a method and path ("POST /swap-indexes") came in, faulty ones too.
func (s *MeiliServer) Asked(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[what]
}

// Indexes returns the uids of all indexes with their number of documents.
func (s *MeiliServer) Indexes() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for uid, x := range s.indexes {
		out[uid] = len(x.docs)
	}
	return out
}

// Tamper changes the documents of an index behind the adapter's back.
func (s *MeiliServer) Tamper(uid string, change func(docs map[string]map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.indexes[uid]; x != nil {
		change(x.docs)
		x.engine = nil
	}
}

// DropIndex removes an index behind the adapter's back.
func (s *MeiliServer) DropIndex(uid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.indexes, uid)
}

type meiliError struct {
	status        int
	code, message string
}

func (e *meiliError) Error() string { return e.code + ": " + e.message }

// ServeHTTP implements http.Handler.
func (s *MeiliServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.Method+" "+r.URL.Path]++
	fault := s.fault
	s.mu.Unlock()
	if fault != nil && fault(w, r) {
		return
	}
	status, body, err := s.serve(r)
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		status = err.status
		body = map[string]string{"message": err.message, "code": err.code, "type": "invalid_request", "link": "https://docs.meilisearch.com/errors#" + err.code}
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *MeiliServer) serve(r *http.Request) (int, any, *meiliError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.Key {
		return 0, nil, &meiliError{403, "invalid_api_key", "The provided API key is invalid."}
	}
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case r.URL.Path == "/health":
		return 200, map[string]string{"status": "available"}, nil
	case path[0] == "tasks" && len(path) == 2:
		return s.task(path[1])
	case r.URL.Path == "/swap-indexes":
		return s.swap(r)
	case r.URL.Path == "/indexes" && r.Method == http.MethodGet:
		return s.list()
	case r.URL.Path == "/indexes" && r.Method == http.MethodPost:
		return s.create(r)
	case path[0] == "indexes" && len(path) >= 2:
		return s.index(r, path[1], strings.Join(path[2:], "/"))
	}
	return 0, nil, &meiliError{404, "not_found", "Not found."}
}

// enqueue notes a task that was done at once; err is what went wrong in it.
func (s *MeiliServer) enqueue(index, kind string, err *meiliError) (int, any, *meiliError) {
	t := meiliTask{uid: len(s.tasks), polls: s.TaskPolls, index: index, kind: kind}
	if err != nil {
		t.errCode, t.errMessage = err.code, err.message
	}
	s.tasks = append(s.tasks, t)
	return 202, map[string]any{"taskUid": t.uid, "indexUid": index, "status": "enqueued", "type": kind, "enqueuedAt": "2026-01-01T00:00:00Z"}, nil
}

func (s *MeiliServer) task(id string) (int, any, *meiliError) {
	n, err := strconv.Atoi(id)
	if err != nil || n < 0 || n >= len(s.tasks) {
		return 0, nil, &meiliError{404, "task_not_found", "Task `" + id + "` not found."}
	}
	t := &s.tasks[n]
	body := map[string]any{"uid": t.uid, "indexUid": t.index, "type": t.kind, "status": "succeeded", "enqueuedAt": "2026-01-01T00:00:00Z", "error": nil}
	switch {
	case t.polls > 0:
		t.polls--
		body["status"] = []string{"enqueued", "processing"}[t.polls%2]
	case t.errCode != "":
		body["status"] = "failed"
		body["error"] = map[string]string{"message": t.errMessage, "code": t.errCode, "type": "invalid_request", "link": ""}
	}
	return 200, body, nil
}

func (s *MeiliServer) list() (int, any, *meiliError) {
	results := []map[string]any{}
	for uid := range s.indexes {
		results = append(results, map[string]any{"uid": uid, "primaryKey": "id", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"})
	}
	sort.Slice(results, func(i, j int) bool { return results[i]["uid"].(string) < results[j]["uid"].(string) })
	return 200, map[string]any{"results": results, "offset": 0, "limit": 1000, "total": len(results)}, nil
}

func decode(r *http.Request, into any) *meiliError {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		return &meiliError{400, "malformed_payload", err.Error()}
	}
	return nil
}

func (s *MeiliServer) create(r *http.Request) (int, any, *meiliError) {
	var req struct{ UID, PrimaryKey string }
	if err := decode(r, &req); err != nil {
		return 0, nil, err
	}
	var failed *meiliError
	if s.indexes[req.UID] != nil {
		failed = &meiliError{0, "index_already_exists", "Index `" + req.UID + "` already exists."}
	} else {
		s.indexes[req.UID] = &meiliIndex{docs: map[string]map[string]any{}}
	}
	return s.enqueue(req.UID, "indexCreation", failed)
}

func (s *MeiliServer) swap(r *http.Request) (int, any, *meiliError) {
	var req []struct{ Indexes []string }
	if err := decode(r, &req); err != nil {
		return 0, nil, err
	}
	var failed *meiliError
	for _, x := range req {
		if len(x.Indexes) != 2 {
			return 0, nil, &meiliError{400, "invalid_swap_indexes", "Two indexes must be given for each swap."}
		}
		a, b := x.Indexes[0], x.Indexes[1]
		if s.indexes[a] == nil || s.indexes[b] == nil {
			failed = &meiliError{0, "index_not_found", "Indexes not found."}
			break
		}
		s.indexes[a], s.indexes[b] = s.indexes[b], s.indexes[a]
	}
	return s.enqueue("", "indexSwap", failed)
}

func (s *MeiliServer) index(r *http.Request, uid, rest string) (int, any, *meiliError) {
	x := s.indexes[uid]
	missing := &meiliError{404, "index_not_found", "Index `" + uid + "` not found."}
	switch r.Method + " " + rest {
	case "DELETE ":
		var failed *meiliError
		if x == nil {
			failed = missing
		}
		delete(s.indexes, uid)
		return s.enqueue(uid, "indexDeletion", failed)
	case "PATCH settings":
		var req struct{ FilterableAttributes []string }
		if err := decode(r, &req); err != nil {
			return 0, nil, err
		}
		if x == nil {
			x = &meiliIndex{docs: map[string]map[string]any{}}
			s.indexes[uid] = x
		}
		x.filterable = req.FilterableAttributes
		return s.enqueue(uid, "settingsUpdate", nil)
	case "POST documents":
		var docs []map[string]any
		if err := decode(r, &docs); err != nil {
			return 0, nil, err
		}
		if x == nil {
			x = &meiliIndex{docs: map[string]map[string]any{}}
			s.indexes[uid] = x
		}
		return s.enqueue(uid, "documentAdditionOrUpdate", x.add(docs))
	case "POST documents/delete-batch":
		var ids []string
		if err := decode(r, &ids); err != nil {
			return 0, nil, err
		}
		if x == nil {
			return s.enqueue(uid, "documentDeletion", missing)
		}
		for _, id := range ids {
			delete(x.docs, id)
		}
		x.engine = nil
		return s.enqueue(uid, "documentDeletion", nil)
	}
	if x == nil {
		return 0, nil, missing
	}
	switch r.Method + " " + rest {
	case "GET stats":
		return 200, map[string]any{"numberOfDocuments": len(x.docs), "isIndexing": false, "fieldDistribution": map[string]int{}}, nil
	case "POST search":
		return x.search(r)
	}
	return 0, nil, &meiliError{404, "not_found", "Not found."}
}

var meiliID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,511}$`)

func (x *meiliIndex) add(docs []map[string]any) *meiliError {
	for _, d := range docs {
		id, ok := d["id"].(string)
		if !ok || !meiliID.MatchString(id) {
			return &meiliError{0, "invalid_document_id", fmt.Sprintf("Document identifier `%v` is invalid.", d["id"])}
		}
	}
	for _, d := range docs {
		x.docs[d["id"].(string)] = d
	}
	x.engine = nil
	return nil
}

// meiliRequest is a search as it arrives.
type meiliRequest struct {
	Q                   string
	Offset              int
	Limit               *int
	Filter              any
	Facets              []string
	ShowMatchesPosition bool
	ShowRankingScore    bool

	AttributesToSearchOn []string
}

func (x *meiliIndex) search(r *http.Request) (int, any, *meiliError) {
	var req meiliRequest
	if err := decode(r, &req); err != nil {
		return 0, nil, err
	}
	q := search.Query{Words: req.Q, Offset: req.Offset, Limit: 20, Highlight: req.ShowMatchesPosition}
	q.InBody = slices.Contains(req.AttributesToSearchOn, "body")
	if req.Limit != nil {
		q.Limit = *req.Limit
	}
	if req.Filter != nil {
		expr, ok := req.Filter.(string)
		if !ok {
			return 0, nil, &meiliError{400, "invalid_search_filter", "only strings are understood here"}
		}
		if err := parseFilter(expr, x.filterable, &q); err != nil {
			return 0, nil, &meiliError{400, "invalid_search_filter", err.Error()}
		}
	}
	for _, f := range req.Facets {
		if !slices.Contains(x.filterable, f) {
			return 0, nil, &meiliError{400, "invalid_search_facets", "Invalid facet distribution, attribute `" + f + "` is not filterable."}
		}
		q.Facets = append(q.Facets, strings.TrimPrefix(f, "f_"))
	}
	engine := x.memory(r.Context())
	for i, k := range q.Kinds {
		q.Kinds[i] = x.number(k, false)
	}
	for _, values := range q.Filter {
		for i, v := range values {
			values[i] = x.number(v, false)
		}
	}
	res, err := engine.Search(r.Context(), q)
	if err != nil {
		return 0, nil, &meiliError{500, "internal", err.Error()}
	}
	hits := []map[string]any{}
	for _, h := range res.Hits {
		n, _ := strconv.Atoi(h.ID)
		h.ID = x.ids[n]
		hit := map[string]any{"id": h.ID}
		if req.ShowRankingScore {
			hit["_rankingScore"] = h.Score
		}
		if req.ShowMatchesPosition {
			hit["_matchesPosition"] = x.positions(req.Q, h)
		}
		hits = append(hits, hit)
	}
	body := map[string]any{"hits": hits, "query": req.Q, "processingTimeMs": 1, "limit": q.Limit, "offset": q.Offset, "estimatedTotalHits": res.Total}
	if len(req.Facets) > 0 {
		dist := map[string]map[string]int{}
		for name, counts := range res.Facets {
			dist["f_"+name] = map[string]int{}
			for v, n := range counts {
				i, _ := strconv.Atoi(v)
				dist["f_"+name][x.values[i]] = n
			}
		}
		body["facetDistribution"] = dist
	}
	return 200, body, nil
}

// memory returns an engine with the index's documents. Ids and values are numbered for it, because written out they can be
// longer than it takes.
func (x *meiliIndex) memory(ctx context.Context) *search.Memory {
	if x.engine != nil {
		return x.engine
	}
	x.ids, x.values = nil, nil
	for id := range x.docs {
		x.ids = append(x.ids, id)
	}
	slices.Sort(x.ids)
	var docs []search.Doc
	for i, id := range x.ids {
		d := x.docs[id]
		doc := search.Doc{ID: fmt.Sprintf("%08d", i), Facets: map[string][]string{}, Numbers: map[string]float64{}}
		doc.Name, _ = d["name"].(string)
		doc.Text, _ = d["text"].(string)
		doc.Body, _ = d["body"].(string)
		doc.Weight, _ = d["weight"].(float64)
		doc.Aliases = texts(d["aliases"])
		kind, _ := d["kind"].(string)
		doc.Kind = x.number(kind, true)
		for attr, v := range d {
			if name, ok := strings.CutPrefix(attr, "f_"); ok {
				for _, val := range texts(v) {
					doc.Facets[name] = append(doc.Facets[name], x.number(val, true))
				}
			}
			if name, ok := strings.CutPrefix(attr, "n_"); ok {
				doc.Numbers[name], _ = v.(float64)
			}
		}
		docs = append(docs, doc)
	}
	x.engine = search.NewMemory()
	if err := x.engine.Replace(context.WithoutCancel(ctx), docs); err != nil {
		panic(err) // the adapter sent what the engine refuses
	}
	return x.engine
}

// number returns the number of a value; one that is not known gets one only if add.
func (x *meiliIndex) number(v string, add bool) string {
	i := slices.Index(x.values, v)
	if i < 0 && add {
		i = len(x.values)
		x.values = append(x.values, v)
	}
	return strconv.Itoa(i)
}

func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, e := range list {
		if s, ok := e.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// positions reports highlights as Meilisearch does: bytes in the name, or in the pinyin when letters matched hanzi.
func (x *meiliIndex) positions(words string, h search.Hit) map[string]any {
	typed := strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	runes := []rune(h.Name)
	type position struct {
		Start   int   `json:"start"`
		Length  int   `json:"length"`
		Indices []int `json:"indices,omitempty"`
	}
	out := map[string]any{}
	body, _ := x.docs[h.ID]["body"].(string)
	var inBody []position
	for _, s := range h.Body {
		before, inside := []rune(body)[:s.Start], []rune(body)[s.Start:s.End]
		inBody = append(inBody, position{len(string(before)), len(string(inside)), nil})
	}
	if inBody != nil {
		out["body"] = inBody
	}
	var inName, inPinyin []position
	forms := texts(x.docs[h.ID]["name_pinyin"])
	for _, s := range h.Highlights {
		for i := s.Start; i < s.End; i++ {
			if typed || !unicode.Is(unicode.Han, runes[i]) || len(forms) == 0 {
				inName = append(inName, position{len(string(runes[:i])), len(string(runes[i])), nil})
				continue
			}
			k := 0 // characters before this one
			for _, r := range runes[:i] {
				if unicode.IsLetter(r) || unicode.IsNumber(r) {
					k++
				}
			}
			if sylls := strings.Split(forms[0], " "); k < len(sylls) {
				start := len(strings.Join(sylls[:k], " "))
				if k > 0 {
					start++
				}
				inPinyin = append(inPinyin, position{start, len(sylls[k]), []int{0}})
			}
		}
	}
	if inName != nil {
		out["name"] = inName
	}
	if inPinyin != nil {
		out["name_pinyin"] = inPinyin
	}
	return out
}
