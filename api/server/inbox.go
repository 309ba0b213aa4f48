package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
)

// Message is something the reader is told, in the language asked for.
type Message struct {
	ID     care.MessageID   `json:"id"`
	Event  care.NoticeEvent `json:"event"`
	At     string           `json:"at" format:"date-time"`
	Title  string           `json:"title"`
	Body   string           `json:"body"`
	Link   *MessageLink     `json:"link,omitempty"`
	Urgent bool             `json:"urgent,omitempty" doc:"true: an offer or a deadline"`
	Read   bool             `json:"read"`
}

// MessageLink is what a message is about.
type MessageLink struct {
	Kind string `json:"kind" enum:"application,visit,entry,family,readings,desk,confirm,filing,complaints,case,release,reviews,watches,openings,roster"`
	ID   string `json:"id,omitempty"`
}

// Inbox is a page of messages, newest first.
type Inbox struct {
	Messages []Message `json:"messages" nullable:"false"`
	Unread   int       `json:"unread"`
	Next     string    `json:"next,omitempty" doc:"The cursor of the next page; absent: there is none"`
}

// inboxInput asks for a page.
type inboxInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

// messagePath names a message.
type messagePath struct {
	ID string `path:"id" maxLength:"64"`
}

// subscriptionBody is what was answered to WeChat's question whether a message may be sent.
type subscriptionBody struct {
	Body struct {
		Template string `json:"template" minLength:"1" maxLength:"80"`
		Outcome  string `json:"outcome" enum:"accept,reject,ban,filter" doc:"As WeChat says it; one accept is one message"`
	}
}

// Subscriptions is how many messages may still be sent.
type Subscriptions struct {
	Template string `json:"template"`
	Left     int    `json:"left"`
}

// SubscriptionTemplates are the messages a person can be asked to accept, by what they are for.
type SubscriptionTemplates struct {
	Templates map[string]string `json:"templates" doc:"The id WeChat knows a template by, by what it is for"`
}

func (s *Server) listMessages(ctx context.Context, in *inboxInput) (*answer[Inbox], error) {
	page, err := s.Notify.Inbox(ctx, actorOf(ctx), care.MessageID(in.Cursor), in.Limit, locale(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[Inbox]{Inbox{Unread: page.Unread, Next: string(page.Next), Messages: each(page.Items, func(m notify.Item) Message {
		out := Message{ID: m.ID, Event: m.Event, At: stamp(m.At), Title: m.Title, Body: m.Body, Urgent: m.Urgent, Read: m.Read}
		if m.Link.Kind != "" {
			out.Link = &MessageLink{Kind: m.Link.Kind, ID: m.Link.ID}
		}
		return out
	})}}, nil
}

func (s *Server) readMessage(ctx context.Context, in *messagePath) (*struct{}, error) {
	return nothing(s.Notify.MarkRead(ctx, actorOf(ctx), care.MessageID(in.ID)))
}

func (s *Server) readMessages(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nothing(s.Notify.MarkAllRead(ctx, actorOf(ctx)))
}

func (s *Server) listTemplates(context.Context, *struct{}) (*answer[SubscriptionTemplates], error) {
	return &answer[SubscriptionTemplates]{SubscriptionTemplates{s.Notify.TemplateIDs()}}, nil
}

func (s *Server) keepSubscription(ctx context.Context, in *subscriptionBody) (*answer[Subscriptions], error) {
	left, err := s.Notify.Accept(ctx, actorOf(ctx), in.Body.Template, in.Body.Outcome)
	if err != nil {
		return nil, err
	}
	return &answer[Subscriptions]{Subscriptions{Template: in.Body.Template, Left: left}}, nil
}
