import { Icon } from "./Icon";

// Stands where a picture would be that lies outside this computer.
export function ImageFrame({ alt, title }: { alt: string; title?: string }) {
  return (
    <figure className="image-frame">
      {title && <figcaption>{title}</figcaption>}
      <div role="img" aria-label={alt}>
        <Icon name="image" size={26} />
        <span>{alt}</span>
      </div>
    </figure>
  );
}
