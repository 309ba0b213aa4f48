package care

// Edge is the number of a step in the published table, as it stands in history: T1 to T26, with a letter for the steps that
// belong to a number but lead back to the same state.
type Edge string

// Action is what somebody asks for; together with the state and the role it names one edge.
type Action string

var (
	family         = []Role{ActorGuardian, ActorDelegate}
	familyOrSystem = []Role{ActorGuardian, ActorDelegate, ActorSystem}
)

// EdgeRule is one row of the table of edges.
type EdgeRule struct {
	Edge   Edge    `json:"edge"`
	Action Action  `json:"action"`
	From   []State `json:"from"` // empty: before the first state
	To     State   `json:"to"`
	Who    []Role  `json:"who"`
}
