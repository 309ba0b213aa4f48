package server

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// FamilyView is a family as its members see it.
type FamilyView struct {
	ID       care.FamilyID `json:"id"`
	Members  []Member      `json:"members" nullable:"false"`
	Children []Child       `json:"children" nullable:"false"`
	Pickups  []Pickup      `json:"pickups" nullable:"false"`
	Reads    int           `json:"reads" doc:"How often staff have looked at a child's record"`
}

// Member is one of those who act for a family.
type Member struct {
	AccountID care.AccountID `json:"account_id"`
	Name      string         `json:"name"`
	Role      care.Role      `json:"role" enum:"guardian,delegate"`
	PhoneTail string         `json:"phone_tail,omitempty" doc:"The last four digits"`
	You       bool           `json:"you" doc:"true: whoever asks"`
	JoinedAt  string         `json:"joined_at" format:"date-time"`
}

// Child is a child as its family sees it.
type Child struct {
	ID           care.ChildID `json:"id"`
	Name         string       `json:"name"`
	Birth        string       `json:"birth" format:"date"`
	AgeMonths    int          `json:"age_months" doc:"Completed, today"`
	Sex          string       `json:"sex,omitempty" enum:"male,female"`
	IDNumberTail string       `json:"id_number_tail,omitempty" doc:"The last four characters"`
	Notes        string       `json:"notes,omitempty" doc:"Allergies and what carers must know"`
	Papers       []Paper      `json:"papers" nullable:"false" doc:"What is there, and of each kind that is wanted and is not, one without id"`
}

// ChildInput is what a family says of a child.
type ChildInput struct {
	Name           string `json:"name" minLength:"1" maxLength:"40"`
	Birth          string `json:"birth" format:"date" maxLength:"10" doc:"Date of birth, or the due date"`
	Sex            string `json:"sex,omitempty" enum:"male,female"`
	IDNumber       string `json:"id_number,omitempty" maxLength:"18" doc:"Resident id number; when a child is changed, absent leaves what is known"`
	ForgetIDNumber bool   `json:"forget_id_number,omitempty" doc:"true: take the number away"`
	Notes          string `json:"notes,omitempty" maxLength:"500"`
}

// Paper is a health check or the check of a child's vaccinations.
type Paper struct {
	ID        care.PaperID `json:"id,omitempty" doc:"Absent: wanted, and not there"`
	Kind      string       `json:"kind" enum:"health_check,vaccination"`
	ExamDate  string       `json:"exam_date,omitempty" format:"date"`
	IssuedBy  string       `json:"issued_by,omitempty"`
	Scan      bool         `json:"scan" doc:"true: a picture or PDF of it is there"`
	ScanType  string       `json:"scan_type,omitempty" enum:"image/jpeg,image/png,image/webp,application/pdf"`
	ScanBytes int64        `json:"scan_bytes,omitempty"`
	Status    string       `json:"status" enum:"valid,expired,missing,due"`
	Due       string       `json:"due,omitempty" format:"date" doc:"Until when it holds, or until when it is wanted"`
}

// PaperInput is what a family says of a paper.
type PaperInput struct {
	Kind     string `json:"kind" enum:"health_check,vaccination"`
	ExamDate string `json:"exam_date" format:"date" maxLength:"10"`
	IssuedBy string `json:"issued_by,omitempty" maxLength:"80" doc:"The hospital or clinic"`
}

// Pickup is somebody who may fetch the children.
type Pickup struct {
	ID       care.PickupID `json:"id"`
	Name     string        `json:"name"`
	Phone    string        `json:"phone,omitempty"`
	Relation string        `json:"relation"`
}

// PickupInput names somebody who may fetch the children.
type PickupInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"40"`
	Phone    string `json:"phone,omitempty" maxLength:"20"`
	Relation string `json:"relation" minLength:"1" maxLength:"20" doc:"Grandmother, neighbour, …"`
}

// childBody is a child to be added.
type childBody struct{ Body ChildInput }

// ChildPath names a child of the family.
type ChildPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the child"`
}

// childChange is what is said of a child from now on.
type childChange struct {
	ChildPath
	Body ChildInput
}

// paperBody is a paper of a child to be added.
type paperBody struct {
	ChildPath
	Body PaperInput
}

// PaperPath names a paper of a child.
type PaperPath struct {
	ChildPath
	Paper string `path:"paper" maxLength:"64" doc:"Id of the paper"`
}

// pickupBody is somebody to be added.
type pickupBody struct{ Body PickupInput }

// pickupPath names somebody who may fetch the children.
type pickupPath struct {
	ID string `path:"id" maxLength:"64"`
}

// nameBody is how the person wants to be called.
type nameBody struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"40"`
	}
}

// JoinCode lets a helper join the family, once.
type JoinCode struct {
	Code      string `json:"code"`
	ExpiresAt string `json:"expires_at" format:"date-time"`
}

// joinBody is the code a family gave.
type joinBody struct {
	Body struct {
		Code string `json:"code" minLength:"4" maxLength:"64"`
	}
}

// memberPath names a member of the family.
type memberPath struct {
	Account string `path:"account" maxLength:"64" doc:"Id of the member's account"`
}

// Reading is one look of staff at a child's record, as its family sees it.
type Reading struct {
	ID           care.ReadingID  `json:"id"`
	At           string          `json:"at" format:"date-time"`
	ChildID      care.ChildID    `json:"child_id"`
	FacilityID   care.FacilityID `json:"facility_id,omitempty" doc:"Absent when a bureau looked"`
	FacilityName string          `json:"facility_name,omitempty"`
	Role         care.Role       `json:"role" enum:"facility,district,city,inspector,admin"`
	By           string          `json:"by" doc:"The name of the person at work"`
	What         string          `json:"what" enum:"record,scan"`
	Purpose      string          `json:"purpose"`
}

// ReadingList is every look, newest first.
type ReadingList struct {
	Readings []Reading `json:"readings" nullable:"false"`
}

// scanLimit is the largest picture of a paper.
const scanLimit = 10 << 20

// scanInput is the picture of a paper.
type scanInput struct {
	PaperPath
	RawBody []byte `contentType:"application/octet-stream"`
}

// FamilyExport is everything kept about a family. Its parts are named in the file itself.
type FamilyExport map[string]any

func (s *Server) getFamily(ctx context.Context, _ *struct{}) (*answer[FamilyView], error) {
	f, err := s.Account.Family(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[FamilyView]{FamilyView{
		ID: f.ID, Reads: f.Reads, Children: each(f.Children, childOf), Pickups: each(f.Pickups, pickupOf),
		Members: each(f.Members, func(m account.Member) Member {
			return Member{AccountID: m.Account, Name: m.Name, Role: m.Role, PhoneTail: m.Phone, You: m.You, JoinedAt: stamp(m.JoinedAt)}
		}),
	}}, nil
}

func childOf(c account.Child) Child {
	return Child{
		ID: c.ID, Name: c.Name, Birth: c.Birth.String(), AgeMonths: c.AgeMonths, Sex: string(c.Sex), IDNumberTail: c.IDNumberTail, Notes: c.Notes,
		Papers: each(c.Papers, paperOf),
	}
}

func paperOf(p account.Paper) Paper {
	return Paper{
		ID: p.ID, Kind: string(p.Kind), ExamDate: maybeDate(p.ExamDate), IssuedBy: p.IssuedBy, Scan: p.Scan, ScanType: p.ScanType, ScanBytes: p.ScanBytes,
		Status: string(p.Status), Due: maybeDate(p.Due),
	}
}

func pickupOf(p account.Pickup) Pickup {
	return Pickup{ID: p.ID, Name: p.Name, Phone: p.Phone, Relation: p.Relation}
}

func (in *ChildInput) child() (account.ChildInput, error) {
	birth, err := parseDate("birth", in.Birth)
	return account.ChildInput{
		Name: in.Name, Birth: birth, Sex: care.Sex(in.Sex), IDNumber: in.IDNumber, ForgetIDNumber: in.ForgetIDNumber, Notes: in.Notes,
	}, err
}

func (s *Server) addChild(ctx context.Context, in *childBody) (*answer[Child], error) {
	input, err := in.Body.child()
	if err != nil {
		return nil, err
	}
	c, err := s.Account.AddChild(ctx, actorOf(ctx), input)
	if err != nil {
		return nil, err
	}
	return &answer[Child]{childOf(c)}, nil
}

func (s *Server) changeChild(ctx context.Context, in *childChange) (*answer[Child], error) {
	input, err := in.Body.child()
	if err != nil {
		return nil, err
	}
	c, err := s.Account.ChangeChild(ctx, actorOf(ctx), care.ChildID(in.ID), input)
	if err != nil {
		return nil, err
	}
	return &answer[Child]{childOf(c)}, nil
}

func (s *Server) removeChild(ctx context.Context, in *ChildPath) (*struct{}, error) {
	return nothing(s.Account.RemoveChild(ctx, actorOf(ctx), care.ChildID(in.ID)))
}

func (s *Server) addPaper(ctx context.Context, in *paperBody) (*answer[Paper], error) {
	day, err := parseDate("exam_date", in.Body.ExamDate)
	if err != nil {
		return nil, err
	}
	p, err := s.Account.AddPaper(ctx, actorOf(ctx), care.ChildID(in.ID), account.PaperInput{Kind: care.PaperKind(in.Body.Kind), ExamDate: day, IssuedBy: in.Body.IssuedBy})
	if err != nil {
		return nil, err
	}
	return &answer[Paper]{paperOf(p)}, nil
}

func (s *Server) removePaper(ctx context.Context, in *PaperPath) (*struct{}, error) {
	return nothing(s.Account.RemovePaper(ctx, actorOf(ctx), care.ChildID(in.ID), care.PaperID(in.Paper)))
}

func (s *Server) putScan(ctx context.Context, in *scanInput) (*answer[Paper], error) {
	p, err := s.Account.PutScan(ctx, actorOf(ctx), care.ChildID(in.ID), care.PaperID(in.Paper), bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	return &answer[Paper]{paperOf(p)}, nil
}

func (s *Server) getScan(ctx context.Context, in *PaperPath) (*raw, error) {
	scan, kind, err := s.Account.Scan(ctx, actorOf(ctx), care.ChildID(in.ID), care.PaperID(in.Paper))
	return sealedFile(scan, kind, "", err)
}

// sealedFile gives bytes that only whoever asked may see, and that nothing may be done with but look.
func sealedFile(body []byte, kind, name string, err error) (*raw, error) {
	if err != nil {
		return nil, err
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(fiber.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType(kind)
		h.Set("Content-Security-Policy", picturePolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if name != "" {
			h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		}
		x.c.Response().SetBodyRaw(body)
	}}, nil
}

func (s *Server) addPickup(ctx context.Context, in *pickupBody) (*answer[Pickup], error) {
	p, err := s.Account.AddPickup(ctx, actorOf(ctx), account.Pickup{Name: in.Body.Name, Phone: in.Body.Phone, Relation: in.Body.Relation})
	if err != nil {
		return nil, err
	}
	return &answer[Pickup]{pickupOf(p)}, nil
}

func (s *Server) removePickup(ctx context.Context, in *pickupPath) (*struct{}, error) {
	return nothing(s.Account.RemovePickup(ctx, actorOf(ctx), care.PickupID(in.ID)))
}

func (s *Server) makeJoinCode(ctx context.Context, _ *struct{}) (*answer[JoinCode], error) {
	c, err := s.Account.DelegateCode(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[JoinCode]{JoinCode{Code: c.Code, ExpiresAt: stamp(c.Expires)}}, nil
}

// joinFamily makes whoever asks a helper of another family. What they may do changes, so the answer is read as the new person.
func (s *Server) joinFamily(ctx context.Context, in *joinBody) (*struct{}, error) {
	return nothing(s.Account.JoinFamily(ctx, network(ctx), personOf(ctx), in.Body.Code))
}

func (s *Server) removeMember(ctx context.Context, in *memberPath) (*struct{}, error) {
	return nothing(s.Account.RemoveMember(ctx, actorOf(ctx), care.AccountID(in.Account)))
}

func (s *Server) listReadings(ctx context.Context, _ *struct{}) (*answer[ReadingList], error) {
	readings, err := s.Account.Readings(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[ReadingList]{ReadingList{each(readings, func(r account.Reading) Reading {
		return Reading{
			ID: r.ID, At: stamp(r.At), ChildID: r.Child, FacilityID: r.Facility, FacilityName: s.facilityName(r.Facility), Role: r.Role, By: r.By,
			What: r.What, Purpose: string(r.Purpose),
		}
	})}}, nil
}

// facilityName is what a facility is called, when it is public.
func (s *Server) facilityName(id care.FacilityID) string {
	if id == "" {
		return ""
	}
	return s.Finder.Name(id)
}

func (s *Server) exportFamily(ctx context.Context, _ *struct{}) (*raw, error) {
	file, err := s.Account.Export(ctx, actorOf(ctx))
	return sealedFile(file, jsonType, "tuoyuquan-"+s.Now().In(care.Shanghai).Format(time.DateOnly)+".json", err)
}

func (s *Server) deleteFamily(ctx context.Context, _ *struct{}) (*signedOut, error) {
	return s.left(ctx, s.Account.DeleteFamily(ctx, actorOf(ctx)))
}
