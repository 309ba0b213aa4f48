package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// What a summary may tell of a family is warned of, in Chinese and English, however it is written; what tells nothing is not.
func TestPreviewWarns(t *testing.T) {
	w := newNeighbours(t, storetest.New(t))
	w.facility("f", 20)
	anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
	r := w.complains(by(anna), "f", casework.SubmitRequest{Child: "child-anna"})
	w.handled(r.ID)
	for summary, want := range map[string][]string{
		"请说明各班实际人数、公示人数和当班人员名单。":                           nil,
		"请提供消防验收材料，并说明逃生通道是否畅通。":                           nil,
		"Please explain how many children each class has.": nil,
		"张妈妈反映班里人数太多":                                      {casework.WarnName},
		"王女士说没有退费":                                         {casework.WarnName},
		"小陈反映接送时门口没有人":                                     {casework.WarnName},
		"有家长（母亲李某）反映人数不符":                                  {casework.WarnName},
		"Mrs Smith says that fees were not paid back":      {casework.WarnName},
		"请联系138 0013-8000核实":                               {casework.WarnPhone},
		"请联系１３８００１３８０００核实":                                 {casework.WarnPhone},
		"座机0512-66668888":                                  {casework.WarnPhone},
		"邮箱 someone@example.com":                           {casework.WarnPhone},
		"身份证32050819900101123X":                            {casework.WarnIDNumber},
		"一名十八个月的孩子午睡时哭闹":                                   {casework.WarnChild},
		"一名18月龄的孩子对牛奶过敏":                                   {casework.WarnChild},
		"a 20-months-old was left alone":                   {casework.WarnChild},
		"3月2日发生在小一班":                                       {casework.WarnDate},
		"二月廿八日早上":                                          {casework.WarnDate},
		"2026-03-02 发生":                                    {casework.WarnDate},
		"上周三下午，老师不在":                                       {casework.WarnDate},
		"昨天接孩子时无人在岗":                                       {casework.WarnDate},
		"家住附近小区的家长反映":                                      {casework.WarnAddress},
		"3号楼的住户反映":                                         {casework.WarnAddress},
		"反映称接送时间常常没有人在门口，班里的人数也比公示的多":                      {casework.WarnQuote},
		"反映称：接送时间，常常没有人在门口；班里的人数也比公示的多！": {casework.WarnQuote},
	} {
		p, err := w.cases.Preview(t.Context(), officer2, r.ID, summary)
		if err != nil {
			t.Fatalf("%s: %v", summary, err)
		}
		for _, code := range want {
			if !slices.Contains(p.Warnings, code) {
				t.Errorf("%s: %v, want %v", summary, p.Warnings, want)
			}
		}
		if want == nil && len(p.Warnings) > 0 {
			t.Errorf("%s: warned of %v", summary, p.Warnings)
		}
		if p.Sees.Text != summary || p.Sees.Facility != "f" || p.Sees.ReleasedAt != care.InstantOf(w.clock()) {
			t.Errorf("the facility would see %+v", p.Sees)
		}
	}
	if looks, err := w.cases.Looks(t.Context(), r.ID); err != nil || len(looks) != 0 {
		t.Errorf("warnings of patterns are looks at an identity: %v, %v", looks, err)
	}
	for name, c := range map[string]struct {
		who  care.Actor
		text string
		want care.Code
	}{
		"nothing":         {officer2, "  ", care.CodeInvalid},
		"without an end":  {officer2, strings.Repeat("长", 4001), care.CodeInvalid},
		"what is unseen":  {officer2, "说明\u202e情况", care.CodeInvalid},
		"not on the case": {officer3, "请说明情况", care.CodeNotAllowed},
		"another area":    {elsewhere, "请说明情况", care.CodeNotFound},
		"the facility":    {staffOf("f"), "请说明情况", care.CodeNotAllowed},
	} {
		if _, err := w.cases.Preview(t.Context(), c.who, r.ID, c.text); !care.Is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Where few children are, every detail is a name.
func TestPreviewOfASmallFacility(t *testing.T) {
	w := newNeighbours(t, storetest.New(t))
	for id, places := range map[care.FacilityID]int{"large": 11, "small": 10, "home": 40} {
		w.facility(id, places)
	}
	home, err := w.st.Facility(t.Context(), "home")
	if err != nil {
		t.Fatal(err)
	}
	home.Kind = care.KindHome
	if _, err := w.st.SaveFacilities(t.Context(), care.System("test"), 2, []care.Facility{home}); err != nil {
		t.Fatal(err)
	}
	for id, small := range map[care.FacilityID]bool{"large": false, "small": true, "home": true} {
		r := w.complains(nobody, id, casework.SubmitRequest{Anonymous: true})
		w.handled(r.ID)
		p, err := w.cases.Preview(t.Context(), officer2, r.ID, "请说明班级人数情况。")
		if err != nil || slices.Contains(p.Warnings, casework.WarnSmallFacility) != small {
			t.Errorf("%s: %v, %v", id, p.Warnings, err)
		}
	}
}

// A summary that holds what names the complainant is warned of however it is written, and since the warning has answered a guess it is
// written down as a look at their identity. Guesses that miss are told nothing, and are few.
func TestPreviewIsNoOracle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newNeighbours(t, st)
		w.facility("f", 20)
		anna := w.family("anna", "欧阳安娜", "13900001111", "欧阳小满")
		r := w.complains(by(anna), "f", casework.SubmitRequest{Child: "child-anna"})
		w.handled(r.ID)
		looks := 0
		for _, summary := range []string{"请欧阳安娜提供的收据", "欧 阳-安娜", "欧·阳·小·满同班", "1390000 1111", "１３９-００００-１１１１"} {
			p, err := w.cases.Preview(t.Context(), officer2, r.ID, summary)
			if looks++; err != nil || !slices.Contains(p.Warnings, casework.WarnName) {
				t.Errorf("%s: %v, %v", summary, p.Warnings, err)
			}
			if is, err := w.cases.Looks(t.Context(), r.ID); err != nil || len(is) != looks || is[looks-1].Purpose != care.OpenedByPreview {
				t.Errorf("%s: looks %v, %v", summary, is, err)
			}
		}
		stopped := false
		for n := range 130 {
			_, err := w.cases.Preview(t.Context(), officer2, r.ID, fmt.Sprint("司马某一 ", n))
			if stopped = care.Is(err, care.CodeTooMany); stopped {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if !stopped {
			t.Error("guesses have no end")
		}
		if is, err := w.cases.Looks(t.Context(), r.ID); err != nil || len(is) != looks {
			t.Errorf("guesses that miss are looks: %v, %v", is, err)
		}
	})
}
