// Where one is in the workspace, kept in the address so that a reload or a
// link comes back to it: #PERSON/CHANNEL.
export interface Place {
  person: string;
  channel: string;
}

export function placeInAddress(): Place {
  const [person = "", channel = ""] = location.hash.slice(1).split("/");
  return { person, channel };
}

export function keepInAddress({ person, channel }: Place) {
  history.replaceState(null, "", `#${person}/${channel}`);
}
