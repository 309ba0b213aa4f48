package notify_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// The weekly question goes to the telephones of a facility's staff with the link that answers it; an offer's text leads to the offer,
// and WeChat to the same page of the mini-program.
func TestTextsHoldTheLinkToWhatTheyAreAbout(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		err := s.Write(t.Context(), "staff with telephones", func(tx *store.Tx) error {
			return errors.Join(
				tx.AddAccount(t.Context(), store.Account{ID: "director", Role: care.ActorFacility, Facility: "f1", Username: "director", PhoneSealed: "s4", PhoneHash: "h4"}),
				tx.AddAccount(t.Context(), store.Account{ID: "english", Role: care.ActorFacility, Facility: "f1", Username: "english", PhoneSealed: "s5", PhoneHash: "h5"}),
				tx.SetAccountLocale(t.Context(), "english", "en"))
		})
		if err != nil {
			t.Fatal(err)
		}
		n := w.workerWith("a", notify.Options{PublicURL: "https://tuoyu.example"})
		w.say(care.Notice{
			ID: "ask", Event: care.NoticeVacancyConfirm, At: care.InstantOf(noon), Staff: "f1", About: "f1",
			Params: map[string]string{"token": "link.signed", "deadline": noon.Add(48 * time.Hour).Format(time.RFC3339)},
		})
		w.work(n)
		slices.Sort(w.phones.to)
		if !slices.Equal(w.phones.to, []string{"phone of director", "phone of english"}) { // and nobody's who has none
			t.Fatalf("asked %q", w.phones.to)
		}
		var said []string
		for _, texts := range w.phones.texts {
			said = append(said, texts...)
		}
		slices.Sort(said)
		if len(said) != 2 || said[0] != "[Tuoyuquan] The free places of 春苗托育 need a look: right or not, one tap is enough. https://tuoyu.example/confirm/link.signed" ||
			said[1] != "【托育圈】春苗托育的空余托位需要确认：对，还是不对，点一下就好。 https://tuoyu.example/confirm/link.signed" {
			t.Errorf("%q", said)
		}
		clear(w.phones.texts)
		if _, err := n.Accept(t.Context(), mum, "tpl", "accept"); err != nil {
			t.Fatal(err)
		}
		w.say(offer("e1", noon))
		w.work(n)
		for ref, texts := range w.phones.texts {
			for _, text := range texts {
				if !strings.HasSuffix(text, " https://tuoyu.example/pkg-booking/application/index?id=app") || strings.Contains(text, "豆豆") {
					t.Errorf("%s: %q", ref, text)
				}
			}
		}
		if len(w.phones.texts) != 2 || len(w.phones.wechat) != 1 || w.phones.wechat[0].Page != "pkg-booking/application/index?id=app" {
			t.Errorf("%v %+v", w.phones.texts, w.phones.wechat)
		}
	})
}
