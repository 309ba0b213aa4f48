package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/store"
)

// Disclosure is what a facility makes known of itself, with how it came to be.
type Disclosure struct {
	FacilityID care.FacilityID `json:"facility_id"`
	Name       string          `json:"name"`
	Profile    OwnProfile      `json:"profile"`
	Fees       []care.Fee      `json:"fees" nullable:"false" doc:"收费目录清单; amounts in fen"`
	Terms      *OwnTerms       `json:"terms,omitempty" doc:"Absent: nothing was said yet"`
	Versions   OwnVersions     `json:"versions" doc:"To be named when something is changed; 0: never was"`
	Limits     OwnLimits       `json:"limits"`
	Monthly    int64           `json:"monthly,omitempty" doc:"What the dearest month of care costs by the list, in fen"`
	Profiles   []ProfileChange `json:"profiles" nullable:"false" doc:"Newest first"`
	FeeLists   []FeeChange     `json:"fee_lists" nullable:"false" doc:"Newest first"`
	TermsSaid  []TermsChange   `json:"terms_said" nullable:"false" doc:"Newest first"`
}

// OwnProfile is what a facility may say of itself without asking anybody.
type OwnProfile struct {
	Intro     string       `json:"intro,omitempty" maxLength:"40000"`
	Phone     string       `json:"phone,omitempty" maxLength:"400"`
	Website   string       `json:"website,omitempty" maxLength:"1000"`
	VRURL     string       `json:"vr_url,omitempty" maxLength:"1000"`
	Meals     string       `json:"meals,omitempty" maxLength:"1600"`
	Languages []string     `json:"languages,omitempty" maxItems:"20"`
	Hours     []care.Hours `json:"hours,omitempty" maxItems:"70" doc:"Minutes after midnight; weekday 1 is Monday"`
}

// OwnTerms are under which terms a facility takes children.
type OwnTerms struct {
	PrepayMonths int          `json:"prepay_months" minimum:"0" maximum:"24" doc:"0: nothing is paid ahead of the month"`
	Custody      *OwnCustody  `json:"custody,omitempty" doc:"Where money paid ahead lies"`
	Refund       string       `json:"refund,omitempty" maxLength:"8000" doc:"How unused money is paid back"`
	Contract     *OwnContract `json:"contract,omitempty"`
	Insured      bool         `json:"insured,omitempty" doc:"Has liability insurance"`
}

// OwnCustody is the bank that keeps money paid ahead.
type OwnCustody struct {
	Bank  string `json:"bank" minLength:"1" maxLength:"480"`
	Since string `json:"since,omitempty" maxLength:"10"`
}

// OwnContract is the agreement a facility uses.
type OwnContract struct {
	Name    string `json:"name" minLength:"1" maxLength:"480"`
	Version string `json:"version,omitempty" maxLength:"480"`
	From    string `json:"from,omitempty" maxLength:"10"`
}

// OwnVersions are the versions of what is made known.
type OwnVersions struct {
	Profile int64 `json:"profile"`
	Fees    int64 `json:"fees"`
	Terms   int64 `json:"terms"`
}

// OwnLimits are what the rules of the area say of money paid ahead.
type OwnLimits struct {
	Months       int    `json:"months,omitempty" doc:"At most; 0: no rule was found"`
	MonthsBasis  string `json:"months_basis,omitempty"`
	Custody      int64  `json:"custody,omitempty" doc:"Fen above which a bank must keep it; 0: no rule was found"`
	CustodyBasis string `json:"custody_basis,omitempty"`
	CoolingDays  int    `json:"cooling_days,omitempty" doc:"Days after paying within which all is paid back"`
	CoolingBasis string `json:"cooling_basis,omitempty"`
	Attendance   []int  `json:"attendance,omitempty" doc:"Percent of a month's fee for no day, under half, and over half of its working days"`
}

// ProfileChange is one change of the profile.
type ProfileChange struct {
	Version int64      `json:"version"`
	At      string     `json:"at" format:"date-time"`
	Words   string     `json:"words,omitempty"`
	Profile OwnProfile `json:"profile"`
}

// FeeChange is one change of the fee list.
type FeeChange struct {
	Version int64      `json:"version"`
	From    string     `json:"from" format:"date"`
	At      string     `json:"at" format:"date-time"`
	Words   string     `json:"words,omitempty" doc:"Why, in the facility's words"`
	Fees    []care.Fee `json:"fees" nullable:"false"`
}

// TermsChange is one change of the terms.
type TermsChange struct {
	Version int64    `json:"version"`
	From    string   `json:"from" format:"date"`
	At      string   `json:"at" format:"date-time"`
	Words   string   `json:"words,omitempty"`
	Terms   OwnTerms `json:"terms"`
}

// FeeLine is one line of a fee list.
type FeeLine struct {
	Category care.FeeCategory `json:"category" enum:"care,boarding,meals,material,other"`
	Name     string           `json:"name,omitempty" maxLength:"400"`
	Mode     care.Mode        `json:"mode,omitempty" enum:"full_day,half_day,hourly,drop_in"`
	Band     care.BandName    `json:"band,omitempty" enum:"infant,toddler,senior,mixed"`
	Unit     care.FeeUnit     `json:"unit" enum:"month,day,hour,session,term,year,once"`
	Amount   int64            `json:"amount" minimum:"0" maximum:"100000000" doc:"Fen"`
	Basis    string           `json:"basis,omitempty" maxLength:"800"`
	From     string           `json:"from,omitempty" maxLength:"10"`
}

type ownProfileInput struct {
	Body struct {
		Version int64      `json:"version" minimum:"0" doc:"As it was seen"`
		Words   string     `json:"words,omitempty" maxLength:"1200"`
		Profile OwnProfile `json:"profile"`
	}
}

type ownFeesInput struct {
	Body struct {
		Version int64     `json:"version" minimum:"0" doc:"As it was seen"`
		From    string    `json:"from,omitempty" maxLength:"10" doc:"Today when absent"`
		Words   string    `json:"words,omitempty" maxLength:"1200" doc:"Why, for the public"`
		Fees    []FeeLine `json:"fees" minItems:"1" maxItems:"100"`
	}
}

type ownTermsInput struct {
	Body struct {
		Version int64    `json:"version" minimum:"0" doc:"As it was seen"`
		From    string   `json:"from,omitempty" maxLength:"10" doc:"Today when absent"`
		Words   string   `json:"words,omitempty" maxLength:"1200"`
		Terms   OwnTerms `json:"terms"`
	}
}

// FacilityPhoto is a picture of a facility.
type FacilityPhoto struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Words  string `json:"words" doc:"What it shows, for those who cannot see it"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int64  `json:"bytes"`
	At     string `json:"at" format:"date-time"`
}

// FacilityPhotoList is the pictures of a facility in their order.
type FacilityPhotoList struct {
	Photos []FacilityPhoto `json:"photos" nullable:"false"`
}

// PhotoPath names a picture.
type PhotoPath struct {
	ID string `path:"id" maxLength:"64"`
}

type addPhotoInput struct {
	Words   string `query:"words" required:"true" minLength:"1" maxLength:"480" doc:"What it shows, for those who cannot see it"`
	RawBody []byte `contentType:"application/octet-stream"`
}

type arrangePhotosInput struct {
	Body struct {
		Photos []struct {
			ID    string `json:"id" maxLength:"64"`
			Words string `json:"words" minLength:"1" maxLength:"480"`
		} `json:"photos" maxItems:"50" nullable:"false" doc:"All of them, in order"`
	}
}

func profileOf(p care.Profile) OwnProfile { return OwnProfile(p) }

func termsOf(t care.Terms) OwnTerms {
	out := OwnTerms{PrepayMonths: t.PrepayMonths, Refund: t.Refund, Insured: t.Insured}
	if t.Custody != nil {
		out.Custody = &OwnCustody{t.Custody.Bank, t.Custody.Since.String()}
	}
	if t.Contract != nil {
		out.Contract = &OwnContract{t.Contract.Name, t.Contract.Version, t.Contract.From.String()}
	}
	return out
}

func (in *OwnTerms) terms() (t care.Terms, err error) {
	t = care.Terms{PrepayMonths: in.PrepayMonths, Refund: in.Refund, Insured: in.Insured}
	if in.Custody != nil {
		t.Custody = &care.Custody{Bank: in.Custody.Bank}
		if t.Custody.Since, err = parseDate("custody.since", in.Custody.Since); err != nil {
			return t, err
		}
	}
	if in.Contract != nil {
		t.Contract = &care.ContractTerms{Name: in.Contract.Name, Version: in.Contract.Version}
		t.Contract.From, err = parseDate("contract.from", in.Contract.From)
	}
	return t, err
}

func feesOf(fees []care.Fee) []care.Fee {
	if fees == nil {
		return []care.Fee{}
	}
	return fees
}

func disclosureOf(o facility.Own, err error) (*answer[Disclosure], error) {
	if err != nil {
		return nil, err
	}
	out := Disclosure{
		FacilityID: o.Facility.ID, Name: o.Facility.Name, Profile: profileOf(o.Profile), Fees: feesOf(o.Fees), Monthly: o.Monthly, Limits: OwnLimits(o.Limits),
		Versions: OwnVersions{o.ProfileVersion, o.FeesVersion, o.TermsVersion},
		Profiles: each(o.Profiles, func(c facility.Change[care.Profile]) ProfileChange {
			return ProfileChange{c.Version, stamp(c.At), c.Words, profileOf(c.Body)}
		}),
		FeeLists: each(o.FeeLists, func(c facility.Change[[]care.Fee]) FeeChange {
			return FeeChange{c.Version, c.From.String(), stamp(c.At), c.Words, feesOf(c.Body)}
		}),
		TermsSaid: each(o.Said, func(c facility.Change[care.Terms]) TermsChange {
			return TermsChange{c.Version, c.From.String(), stamp(c.At), c.Words, termsOf(c.Body)}
		}),
	}
	if o.Terms != nil {
		t := termsOf(*o.Terms)
		out.Terms = &t
	}
	return &answer[Disclosure]{out}, nil
}

func (s *Server) getDisclosure(ctx context.Context, _ *struct{}) (*answer[Disclosure], error) {
	return disclosureOf(s.Facility.Own(ctx, actorOf(ctx)))
}

func (s *Server) getPublicDisclosure(ctx context.Context, in *FacilityPath) (*answer[Disclosure], error) {
	id, err := s.public(in.ID)
	if err != nil {
		return nil, err
	}
	if s.Facility == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	return disclosureOf(s.Facility.Disclosed(ctx, id))
}

func (s *Server) setProfile(ctx context.Context, in *ownProfileInput) (*answer[Disclosure], error) {
	return disclosureOf(s.Facility.SetProfile(ctx, actorOf(ctx), in.Body.Version, care.Profile(in.Body.Profile), in.Body.Words))
}

func (s *Server) setFees(ctx context.Context, in *ownFeesInput) (*answer[Disclosure], error) {
	from, err := parseDate("from", in.Body.From)
	if err != nil {
		return nil, err
	}
	fees := make([]care.Fee, len(in.Body.Fees))
	for i, f := range in.Body.Fees {
		fees[i] = care.Fee{Category: f.Category, Name: f.Name, Mode: f.Mode, Band: f.Band, Unit: f.Unit, Amount: f.Amount, Basis: f.Basis}
		if fees[i].From, err = parseDate("fees.from", f.From); err != nil {
			return nil, err
		}
	}
	return disclosureOf(s.Facility.SetFees(ctx, actorOf(ctx), in.Body.Version, fees, from, in.Body.Words))
}

func (s *Server) setTerms(ctx context.Context, in *ownTermsInput) (*answer[Disclosure], error) {
	from, err := parseDate("from", in.Body.From)
	if err != nil {
		return nil, err
	}
	t, err := in.Body.Terms.terms()
	if err != nil {
		return nil, err
	}
	return disclosureOf(s.Facility.SetTerms(ctx, actorOf(ctx), in.Body.Version, t, from, in.Body.Words))
}

func photoOf(p store.PhotoRow) FacilityPhoto {
	return FacilityPhoto{ID: p.ID, URL: "/api/v1/facility/photos/" + p.ID, Words: p.Words, Width: p.Width, Height: p.Height, Bytes: p.Bytes, At: stamp(p.At)}
}

func (s *Server) photoList(ctx context.Context, err error) (*answer[FacilityPhotoList], error) {
	if err != nil {
		return nil, err
	}
	list, err := s.Facility.Photos(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[FacilityPhotoList]{FacilityPhotoList{each(list, photoOf)}}, nil
}

func (s *Server) listPhotos(ctx context.Context, _ *struct{}) (*answer[FacilityPhotoList], error) {
	return s.photoList(ctx, nil)
}

func (s *Server) addPhoto(ctx context.Context, in *addPhotoInput) (*answer[FacilityPhoto], error) {
	row, err := s.Facility.AddPhoto(ctx, actorOf(ctx), in.Words, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &answer[FacilityPhoto]{photoOf(row)}, nil
}

func (s *Server) arrangePhotos(ctx context.Context, in *arrangePhotosInput) (*answer[FacilityPhotoList], error) {
	list := make([]facility.PhotoInput, len(in.Body.Photos))
	for i, p := range in.Body.Photos {
		list[i] = facility.PhotoInput(p)
	}
	return s.photoList(ctx, s.Facility.ArrangePhotos(ctx, actorOf(ctx), list))
}

func (s *Server) removePhoto(ctx context.Context, in *PhotoPath) (*struct{}, error) {
	return nothing(s.Facility.RemovePhoto(ctx, actorOf(ctx), in.ID))
}

// getOwnPhoto gives a picture to the staff of the facility that shows it, also while families cannot see the facility.
func (s *Server) getOwnPhoto(ctx context.Context, in *PhotoPath) (*raw, error) {
	file, of, err := s.Facility.Photo(ctx, in.ID)
	if err == nil {
		err = actorOf(ctx).May(care.MayDisclose, care.Owner{Facility: of})
	}
	if err != nil {
		return nil, err
	}
	return sealedFile(file, "image/jpeg", "", nil)
}

// getPhoto gives a picture of a facility families can see.
func (s *Server) getPhoto(ctx context.Context, in *PhotoPath) (*raw, error) {
	if s.Facility == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	file, of, err := s.Facility.Photo(ctx, in.ID)
	if err == nil && !s.Finder.Public(of) {
		err = care.Errorf(care.NotFound, care.CodeNotFound, "id", "there is no such thing here, or it is not yours")
	}
	if err != nil {
		return nil, err
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(http.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType("image/jpeg")
		h.Set("Cache-Control", "public, max-age=86400")
		h.Set("Content-Security-Policy", picturePolicy)
		x.c.Response().SetBodyRaw(file)
	}}, nil
}
