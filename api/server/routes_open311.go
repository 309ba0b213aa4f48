package server

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/open311"
)

// civicRoutes are GeoReport v2, for software that others wrote.
func (s *Server) civicRoutes() {
	register(s, civicOp(http.MethodGet, "open311-discovery", "/open311/discovery.{format}", "Where GeoReport v2 is spoken", http.StatusOK), s.civicDiscovery)
	s.civicEndpoint("open311", "/open311/v2", func() *open311.Service { return s.civic.real })
	s.civicEndpoint("open311-test", "/open311/test/v2", func() *open311.Service { return s.civic.test })
}

func (s *Server) civicEndpoint(name, base string, of func() *open311.Service) {
	get := func(id, path, summary string) huma.Operation {
		return civicOp(http.MethodGet, name+"-"+id, base+path, summary, http.StatusOK, http.StatusBadRequest)
	}
	register(s, get("services", "/services.{format}", "What can be reported"), s.civicServices(of))
	register(s, get("definition", "/services/{id}.{format}", "What is asked for with a report"), s.civicDefinition(of))
	register(s, get("requests", "/requests.{format}", "Requests of public interest"), s.civicRequests(of))
	register(s, get("request", "/requests/{id}.{format}", "One request"), s.civicRequest(of))
	register(s, get("token", "/tokens/{id}.{format}", "The number of a request by its token"), s.civicToken(of))
	create := civicOp(http.MethodPost, name+"-create", base+"/requests.{format}", "Send a report", http.StatusCreated,
		http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	register(s, create, s.civicCreate(of))
	s.api.OpenAPI().Paths[create.Path].Post.RequestBody = civicForm() // afterwards: the handler reads the form itself
}

// civicForm describes the fields of a report.
func civicForm() *huma.RequestBody {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/x-www-form-urlencoded": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"api_key", "service_code", "description"}, Properties: map[string]*huma.Schema{
			"api_key": text("See key_service in discovery"), "service_code": text("One of services"), "description": text("10 to 2,000 characters"),
			"lat": text("WGS-84"), "long": text("WGS-84"), "address_string": text("What the place is called"), "address_id": text("Id of the facility"),
			"first_name": text("With phone; without both the report is anonymous"), "last_name": text(""), "phone": text(""),
			"attribute[danger_now]": text("yes or no"), "attribute[happened_on]": text("A day"), "attribute[wants]": text("At most 300 characters"),
		},
	}}}}
}

// civicOp describes a route whose documents, failures too, are those of the specification.
func civicOp(method, id, path, summary string, ok int, fails ...int) huma.Operation {
	op := huma.Operation{
		OperationID: id, Method: method, Path: path, Tags: []string{tagCivic}, Summary: summary, DefaultStatus: ok, Errors: []int{},
		Description: "GeoReport v2, in JSON and XML by the ending of the address.", Responses: map[string]*huma.Response{},
	}
	if method != http.MethodGet {
		op.MaxBodyBytes = bodyLimit
	}
	for _, status := range append([]int{ok, http.StatusNotFound, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}, fails...) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{}}, "text/xml": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}
	}
	op.Metadata = map[string]any{anyQueryMark: true, accessMark: access{right: care.MayComplain}}
	return op
}
