package care

// Actor says who asks for a change; every write is attributable to one.
type Actor struct {
	Kind ActorKind
	ID   string // account id, command name, or a keyed hash of the network for anonymous reports
}

// ActorKind is the sort of actor.
type ActorKind string

// The actors that exist so far.
const (
	ActorSystem    ActorKind = "system"
	ActorOperator  ActorKind = "operator" // somebody at the command line
	ActorAnonymous ActorKind = "anonymous"
)
