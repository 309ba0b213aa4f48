module tuoyuquan/scripts/peers

go 1.26.0

replace tuoyuquan => ../..

require (
	github.com/jackc/pgx/v5 v5.12.0
	gonum.org/v1/gonum v0.17.0
	tuoyuquan v0.0.0-00010101000000-000000000000
)

require (
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/paulmach/orb v0.14.0 // indirect
	github.com/paulmach/osm v0.8.0 // indirect
	go.mongodb.org/mongo-driver/v2 v2.6.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)
