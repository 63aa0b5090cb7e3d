import { Icon } from "./Icon";

// Stands where a picture would be that lies outside this computer.
export function ImageFrame({ alt, title, url }: { alt: string; title?: string; url?: string }) {
  const heading = url ? (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  ) : (
    title
  );
  return (
    <figure className="image-frame">
      {title && <figcaption>{heading}</figcaption>}
      <div role="img" aria-label={alt}>
        <Icon name="image" size={26} />
        <span>{alt}</span>
      </div>
    </figure>
  );
}
