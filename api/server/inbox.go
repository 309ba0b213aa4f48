package server

import (
	"tuoyuquan/api/care"
)

// Message is something the reader is told, in the language asked for.
type Message struct {
	ID    care.MessageID   `json:"id"`
	Event care.NoticeEvent `json:"event"`
	At    string           `json:"at" format:"date-time"`
	Title string           `json:"title"`
	Body  string           `json:"body"`
	Link  *MessageLink     `json:"link,omitempty"`
	Read  bool             `json:"read"`
}

// MessageLink is what a message is about.
type MessageLink struct {
	Kind string `json:"kind" enum:"application,visit,entry,family,readings,desk,confirm"`
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
