import type { MetadataRoute } from "next";
import { strings } from "#src/ui/strings.ts";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: strings.productName,
    short_name: strings.productName,
    start_url: "/",
    display: "standalone",
    background_color: "#f6f7f9",
    theme_color: "#1a5da8",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "/icon-maskable.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
    ],
  };
}
