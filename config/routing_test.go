package config_test

import (
	"reflect"
	"strings"
	"testing"

	"howto/config"
)

func TestRulesOfRoutingAreReadInOrder(t *testing.T) {
	c := load(t, `
teams: {it: {channel: C0IT}}
routing:
  - {topic: refunds, channel: [C0FLOOR, C0PAY], team: it}
  - {words: "gift card, voucher", workflow: closing, group: S0NIGHT, team: it}
`)
	want := []config.Rule{
		{Topics: []string{"refunds"}, Channels: []string{"C0FLOOR", "C0PAY"}, Team: "it"},
		{Words: []string{"gift card", "voucher"}, Workflows: []string{"closing"},
			Groups: []string{"S0NIGHT"}, Team: "it"},
	}
	if !reflect.DeepEqual(c.Routing, want) {
		t.Errorf("routing\n%#v\nwant\n%#v", c.Routing, want)
	}
}

func TestFaultsOfRoutingNameTheirKeys(t *testing.T) {
	for text, want := range map[string]string{
		"{topic: x}":                       "routing[0].team: it is missing",
		"{topic: x, team: itt}":            "routing[0].team: there is no team \"itt\": did you mean it?",
		"{team: it}":                       "routing[0]: it has no condition",
		"{words: [till, '?!'], team: it}":  "routing[0].words: \"?!\" has no letter or digit",
		"{channel: shop-floor, team: it}":  "routing[0].channel: \"shop-floor\" is no channel's id",
		"{group: store-manager, team: it}": "routing[0].group: \"store-manager\" is no user group's id",
		"{topics: [x], team: it}":          "did you mean routing[0].topic?",
	} {
		_, err := config.Load(write(t, "howto.yaml", "teams: {it: {channel: C0IT}}\nrouting: ["+text+"]"), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load of %s = %v, want %q", text, err, want)
		}
	}
}
