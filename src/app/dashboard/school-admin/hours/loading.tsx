export { default } from "../../clinical-supervisor/hours/loading.tsx";
