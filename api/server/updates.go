package server

// Updates says what has changed for whoever asks since they asked last.
type Updates struct {
	Now     int64    `json:"now" doc:"To be given as since the next time"`
	Changed []string `json:"changed" nullable:"false" enum:"applications,inbox,visits,entries,family"`
}

// updatesInput says up to where the reader knows.
type updatesInput struct {
	Since int64 `query:"since" minimum:"0" doc:"now of the answer before; 0: what is there to know"`
}

// updatesStreamInput says where a reader left off.
type updatesStreamInput struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"20" doc:"Id of the last event seen"`
	Since       int64  `query:"since" minimum:"0" doc:"The same as a parameter"`
}
