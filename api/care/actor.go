package care

import "strings"

// Actor says who asks for something; every write is attributable to one. Facility, Area and Family say what the actor
// answers for, so that rules can relate actor and thing; they are no part of what is written down.
type Actor struct {
	Kind ActorKind
	ID   string // account id, command name, or a keyed hash of the network for anonymous reports

	Facility FacilityID `json:"-"` // of facility staff
	Area     string     `json:"-"` // area code of district and city bureaus and inspectors
	Family   FamilyID   `json:"-"` // of guardians and delegates
}

// ActorKind is the sort of actor.
type ActorKind string

// Role is the word for the same thing where it is about what an actor may do.
type Role = ActorKind

// The actors.
const (
	ActorSystem    ActorKind = "system"
	ActorOperator  ActorKind = "operator" // somebody at the command line
	ActorAnonymous ActorKind = "anonymous"
	ActorGuardian  ActorKind = "guardian"  // 监护人
	ActorDelegate  ActorKind = "delegate"  // 家庭代办: acts for the family, consents to nothing
	ActorFacility  ActorKind = "facility"  // staff of one facility
	ActorDistrict  ActorKind = "district"  // district bureau
	ActorCity      ActorKind = "city"      // city bureau
	ActorInspector ActorKind = "inspector" // reads what is public and what a visit needs
	ActorAdmin     ActorKind = "admin"     // runs the service; sees no children
)

// Roles lists every actor there is.
func Roles() []Role {
	return []Role{
		ActorAnonymous, ActorGuardian, ActorDelegate, ActorFacility, ActorDistrict, ActorCity, ActorInspector, ActorAdmin, ActorOperator, ActorSystem,
	}
}

// System is the service acting by the clock.
func System(what string) Actor { return Actor{Kind: ActorSystem, ID: what} }

// ForFamily reports whether the actor acts for a family.
func (a Actor) ForFamily() bool { return a.Kind == ActorGuardian || a.Kind == ActorDelegate }

// Relation is how an actor stands to a thing.
type Relation string

// The relations. Own is the only one that ever grants more than everybody has.
const (
	Own           Relation = "own"            // the actor's family, facility, area or account
	OtherFamily   Relation = "other_family"   // asked by a family
	OtherFacility Relation = "other_facility" // asked by a facility
	OtherArea     Relation = "other_district" // asked by a bureau or an inspector
	Stranger      Relation = "stranger"       // asked by somebody who has nothing of the kind
)

// Owner is whom a thing concerns. Empty fields concern nobody. What belongs to one account alone names nothing but it.
type Owner struct {
	Family   FamilyID
	Facility FacilityID
	Area     string // area code of the facility
	Account  AccountID
}

// RelationTo says how the actor stands to what concerns an owner.
func (a Actor) RelationTo(o Owner) Relation {
	if o.Account != "" && string(o.Account) == a.ID && a.Kind != ActorAnonymous {
		return Own
	}
	switch a.Kind {
	case ActorGuardian, ActorDelegate:
		return ownIf(a.Family != "" && a.Family == o.Family, OtherFamily)
	case ActorFacility:
		return ownIf(a.Facility != "" && a.Facility == o.Facility, OtherFacility)
	case ActorDistrict, ActorCity, ActorInspector:
		return ownIf(Within(o.Area, a.Area), OtherArea)
	default: // who runs the service owns nothing in it: their rights are over everything, or none
		return Stranger
	}
}

func ownIf(own bool, otherwise Relation) Relation {
	if own {
		return Own
	}
	return otherwise
}

// Within reports whether an area lies in another or is the same, by their codes; 320500 holds 320508 and 320508001.
func Within(area, outer string) bool {
	p := RegionPrefix(outer)
	return p != "" && area != "" && strings.HasPrefix(area, p)
}
